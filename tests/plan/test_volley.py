"""The static rules of `race` and `burst`."""


def said(plan, steps: str) -> list[str]:
    return [each.message for each in plan(f"spec: A\n{steps}").diagnostics]


def test_a_misspelt_subject_of_an_answer_is_found_before_anything_is_sent(plan):
    (found,) = said(plan, "steps: [{race: 2, http: 'http://a/', expect: {'answers[*].statsu': 200}}]")
    assert "statsu" in found


def test_what_cannot_stand_beside_a_volley_is_said(plan):
    found = said(
        plan,
        "steps:\n"
        "  - {race: 2, burst: {count: 2, within: 1s}, http: 'http://a/', expect: {faults: 0}}\n"
        "  - {race: 2, http: 'http://a/', until: {faults: 0}, expect: {faults: 0}}\n",
    )
    assert found == ["`burst` cannot stand beside `race`", "`until` cannot stand beside `race`"]


def test_an_index_exists_in_a_volley_but_no_item(plan):
    (found,) = said(plan, "steps: [{race: 2, http: 'http://a/${{ item }}', expect: {faults: 0}}]")
    assert found == "`item` exists only in a step with `for_each`"
    assert said(plan, "steps: [{race: 2, http: 'http://a/${{ index }}', expect: {faults: 0}}]") == []


def test_others_read_what_a_volley_offers_and_nothing_else(plan):
    step = "{id: all, race: 2, http: 'http://a/', expect: {faults: 0}}"
    assert said(plan, f"steps: [{step}, {{check: '${{{{ steps.all.answers[0].status == 200 }}}}'}}]") == []
    (found,) = said(plan, f"steps: [{step}, {{check: '${{{{ steps.all.status == 200 }}}}'}}]")
    assert "status" in found
