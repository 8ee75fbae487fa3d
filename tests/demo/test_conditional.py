import pytest

from specrunner.demo.conditional import (
    Tag,
    http_date,
    is_permitted,
    is_unchanged,
    iso_date,
    matches_strongly,
    matches_weakly,
    parse_date,
    parse_tags,
)

STRONG, WEAK = Tag("a"), Tag("a", is_weak=True)


@pytest.mark.parametrize(
    ("field", "tags"),
    [
        ('"a"', (Tag("a"),)),
        ('W/"a", "b"', (Tag("a", is_weak=True), Tag("b"))),
        ('""', (Tag(""),)),
        ('"a,b"', (Tag("a,b"),)),
        ("", ()),
        ("a", None),
        ('"a" "b"', None),
        ('w/"a"', None),
        ('"a', None),
    ],
)
def test_a_list_of_tags_is_read_or_refused_whole(field, tags):
    assert parse_tags(field) == tags


@pytest.mark.parametrize("current", [STRONG, WEAK])
def test_a_tag_written_out_is_read_back(current):
    assert parse_tags(str(current)) == (current,)


# The four rows of RFC 9110 section 8.8.3.2.
@pytest.mark.parametrize(
    ("field", "current", "strongly", "weakly"),
    [
        ('W/"a"', WEAK, False, True),
        ('W/"b"', WEAK, False, False),
        ('W/"a"', STRONG, False, True),
        ('"a"', STRONG, True, True),
        ('"a"', WEAK, False, True),
        ("*", STRONG, True, True),
        ("*", WEAK, True, True),
        ("*", None, False, False),
        ("rubbish", STRONG, False, False),
    ],
)
def test_tags_compare_as_the_rfc_says(field, current, strongly, weakly):
    assert matches_strongly(field, current) is strongly
    assert matches_weakly(field, current) is weakly


def test_a_date_counts_only_without_a_tag():
    since = {"if-modified-since": http_date(1000)}
    assert is_unchanged(since, STRONG, 1000.9)
    assert not is_unchanged(since, STRONG, 1001)
    assert not is_unchanged(since | {"if-none-match": '"b"'}, STRONG, 1000)


def test_a_bad_date_is_ignored():
    assert not is_unchanged({"if-modified-since": "yesterday"}, STRONG, 1000)
    assert parse_date("") is None


def test_preconditions_hold_for_what_is_there_and_for_what_is_not():
    assert is_permitted({}, None)
    assert is_permitted({"if-match": '"a"'}, STRONG)
    assert not is_permitted({"if-match": "*"}, None)
    assert is_permitted({"if-none-match": "*"}, None)
    assert not is_permitted({"if-none-match": "*"}, STRONG)


def test_dates_are_written_in_both_styles():
    assert http_date(1_800_000_000.9) == "Fri, 15 Jan 2027 08:00:00 GMT"
    assert iso_date(1_800_000_000.25) == "2027-01-15T08:00:00.250Z"
    assert parse_date("Fri, 15 Jan 2027 08:00:00 GMT") == 1_800_000_000
