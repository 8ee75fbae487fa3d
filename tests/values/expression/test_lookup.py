"""Reading names, keys and items; and what is said when nothing is there."""

import pytest

from specrunner.values import ExplainedMapping, unknown_name_hint

BODY = {
    "id": 7,
    "state": "new",
    "content-type": "text/plain",
    "items": [{"sku": "a"}],
    "note": None,
    "raw": '{"a": 1}',
}
STEPS = {"create": {"body": BODY}}


class View(ExplainedMapping):
    """A mapping that is no dict, as steps and secrets are."""

    def __getitem__(self, key):
        if key == "TOKEN":
            return "t"
        raise KeyError(key)

    def __iter__(self):
        return iter(["TOKEN"])

    def __len__(self):
        return 1

    def explain_missing(self, key):
        return f"the secret `{key}` is not declared", f"add it to `secrets: [{key}]`"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("steps.create.body.id", 7),
        ('steps["create"].body["content-type"]', "text/plain"),
        ("steps.create.body.`content-type`", "text/plain"),
        ("steps.create.body.items[0].sku", "a"),
        ("steps.create.body.items[-1].sku", "a"),
        ("steps.create.body.items[size(steps.create.body.items) - 1].sku", "a"),
        ("steps.create.body.items.map(x, x.sku)", ["a"]),
        ("secrets.TOKEN", "t"),
        ("has(secrets.OTHER) ? secrets.OTHER : 'none'", "none"),
        ("has(steps.create.body.note) && steps.create.body.note == null", True),
    ],
)
def test_paths_read_mappings_and_lists(evaluate, text, value):
    assert evaluate(text, steps=STEPS, secrets=View()) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "steps.create.body.idd",
            """\
spec.yaml:1:19: error SR0311: `steps.create.body` has no `idd`; keys present: `id`, `state`, `content-type`, \
`items`, `note`, `raw`
    1 | steps.create.body.idd
      |                   ^^^
   hint: did you mean `id`?""",
        ),
        (
            "steps.create.body.content-type",
            """\
spec.yaml:1:19: error SR0311: `steps.create.body` has no `content`; keys present: `id`, `state`, `content-type`, \
`items`, `note`, `raw`
    1 | steps.create.body.content-type
      |                   ^^^^^^^
   hint: `-` is a minus here; write `["content-type"]`""",
        ),
        (
            "steps.create.body.items[3]",
            """\
spec.yaml:1:25: error SR0312: `steps.create.body.items` has no item 3; its items are [0] to [0]
    1 | steps.create.body.items[3]
      |                         ^""",
        ),
        (
            "steps.create.body.items.sku",
            """\
spec.yaml:1:25: error SR0313: `steps.create.body.items` is a list, which has no `sku`
    1 | steps.create.body.items.sku
      |                         ^^^
   hint: one item: `steps.create.body.items[0].sku`; of every item: `steps.create.body.items.map(x, x.sku)`""",
        ),
        (
            "steps.create.body.items.length",
            """\
spec.yaml:1:25: error SR0313: `steps.create.body.items` is a list, which has no `length`
    1 | steps.create.body.items.length
      |                         ^^^^^^
   hint: write `size(steps.create.body.items)`""",
        ),
        (
            "steps.create.body.note.text",
            """\
spec.yaml:1:24: error SR0313: `steps.create.body.note` is null, so it has no `text`
    1 | steps.create.body.note.text
      |                        ^^^^
   hint: ask first: `steps.create.body.note != null ? ... : ...`""",
        ),
        (
            "steps.create.body.raw.a",
            """\
spec.yaml:1:23: error SR0313: `steps.create.body.raw` is text "{\\"a\\": 1}", which has no `a`
    1 | steps.create.body.raw.a
      |                       ^
   hint: it looks like JSON: `parse_json(steps.create.body.raw)` reads it""",
        ),
        (
            "steps.create.body[0]",
            """\
spec.yaml:1:19: error SR0313: the keys of a map are text, not integer 0
    1 | steps.create.body[0]
      |                   ^
   hint: write the key in quotes: ["..."]""",
        ),
        (
            "steps.create.body.items.map(x, x.name)",
            """\
spec.yaml:1:34: error SR0311: `x` has no `name`; keys present: `sku`
    1 | steps.create.body.items.map(x, x.name)
      |                                  ^^^^""",
        ),
        (
            "has(steps.create.body.note.text)",
            """\
spec.yaml:1:28: error SR0313: `steps.create.body.note` is null, so it has no `text`
    1 | has(steps.create.body.note.text)
      |                            ^^^^
   hint: ask first: `steps.create.body.note != null ? ... : ...`""",
        ),
        (
            "secrets.TOKN",
            """\
spec.yaml:1:9: error SR0311: the secret `TOKN` is not declared
    1 | secrets.TOKN
      |         ^^^^
   hint: add it to `secrets: [TOKN]`""",
        ),
        (
            "step.create",
            """\
spec.yaml:1:1: error SR0310: nothing is called `step` here
    1 | step.create
      | ^^^^
   hint: did you mean `steps`?""",
        ),
        (
            "uuid",
            """\
spec.yaml:1:1: error SR0310: nothing is called `uuid` here
    1 | uuid
      | ^^^^
   hint: `uuid` is a function: write `uuid()`""",
        ),
        (
            "fake.name",
            """\
spec.yaml:1:1: error SR0310: `fake.name` is a function
    1 | fake.name
      | ^^^^^^^^^
   hint: call it: `fake.name(locale?)`""",
        ),
    ],
)
def test_what_is_not_there_is_shown_with_what_is(refused, text, message):
    assert refused(text, steps=STEPS, secrets=View()) == message


def test_a_long_list_of_keys_is_cut(refused):
    message = refused("body.zzz", body={f"key{number}": 1 for number in range(100)})
    assert "`key11` and 88 more" in message
    assert "`key12`" not in message


def test_an_empty_map_is_called_one(refused):
    assert "error SR0311: `body` has no `id`: it is an empty map" in refused("body.id", body={})


def test_the_hint_for_an_unknown_name_is_offered_to_the_static_rules():
    assert unknown_name_hint("ordr_id", ["order_id", "steps"]) == "did you mean `order_id`?"
    assert unknown_name_hint("now", ["steps"]) == "`now` is a function: write `now(offset?)`"
