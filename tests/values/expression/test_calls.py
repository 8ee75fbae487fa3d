"""Calls: which function, which arguments."""

import pytest


def test_a_function_may_be_called_on_its_first_argument(evaluate):
    assert evaluate("name.upper().replace('N', 'm')", name="ann") == "Amm"
    assert evaluate("items.join('-')", items=["a", "b"]) == "a-b"


def test_a_loop_variable_may_have_the_name_of_a_group_of_functions(evaluate):
    assert evaluate("['a'].map(fake, fake.upper())") == ["A"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "upercase('a')",
            """\
spec.yaml:1:1: error SR0304: there is no function `upercase`
    1 | upercase('a')
      | ^^^^^^^^
   hint: did you mean `upper`?""",
        ),
        (
            "x.get('a')",
            """\
spec.yaml:1:3: error SR0304: there is no function `get`
    1 | x.get('a')
      |   ^^^
   hint: a key is read as `x["key"]`; `has(x.key)` asks whether it is there""",
        ),
        (
            "fake.nam()",
            """\
spec.yaml:1:1: error SR0304: there is no function `fake.nam`
    1 | fake.nam()
      | ^^^^^^^^
   hint: did you mean `fake.name`?""",
        ),
        (
            "email()",
            """\
spec.yaml:1:1: error SR0304: there is no function `email`
    1 | email()
      | ^^^^^
   hint: did you mean `fake.email`?""",
        ),
        (
            "qqqq()",
            """\
spec.yaml:1:1: error SR0304: there is no function `qqqq`
    1 | qqqq()
      | ^^^^
   hint: the functions are listed in docs/reference/expressions.md""",
        ),
        (
            "map([1], x, x)",
            """\
spec.yaml:1:1: error SR0304: `map` is no plain function
    1 | map([1], x, x)
      | ^^^
   hint: it is called on a list: `list.map(x, value)` or `list.map(x, condition, value)`""",
        ),
        (
            "x.uuid()",
            """\
spec.yaml:1:3: error SR0304: `uuid` is called on nothing
    1 | x.uuid()
      |   ^^^^
   hint: write `uuid()`""",
        ),
        (
            "replace('a', 'b')",
            """\
spec.yaml:1:1: error SR0305: `replace` takes 3 to 4 arguments, got 2
    1 | replace('a', 'b')
      | ^^^^^^^^^^^^^^^^^
   hint: write `replace(text, old, new, limit?)`""",
        ),
        (
            "x.upper(1)",
            """\
spec.yaml:1:3: error SR0305: `upper` takes 1 argument, got 2
    1 | x.upper(1)
      |   ^^^^^^^^
   hint: write `upper(text)`""",
        ),
        (
            "min()",
            """\
spec.yaml:1:1: error SR0305: `min` takes at least 1 argument, got 0
    1 | min()
      | ^^^^^
   hint: write `min(value...)`""",
        ),
        (
            "upper(7)",
            """\
spec.yaml:1:7: error SR0306: `upper` takes text as `text`, not integer 7
    1 | upper(7)
      |       ^
   hint: convert it: `string(...)`, or `json(...)` for lists and maps""",
        ),
        (
            "sha256(x, 'base63')",
            """\
spec.yaml:1:11: error SR0315: there is no encoding `base63`
    1 | sha256(x, 'base63')
      |           ^^^^^^^^
   hint: did you mean `base64`?""",
        ),
        (
            "matches(x, '(')",
            """\
spec.yaml:1:12: error SR0315: the regular expression cannot be read: a `(` is never closed
    1 | matches(x, '(')
      |            ^^^
   hint: a literal bracket is written `\\(`""",
        ),
        (
            "now('+1 hour')",
            """\
spec.yaml:1:5: error SR0315: text "+1 hour" is no duration: it has not the form `1h30m`, `90s` or `250ms`
    1 | now('+1 hour')
      |     ^^^^^^^^^""",
        ),
        (
            "fake.name('xx')",
            """\
spec.yaml:1:11: error SR0315: there is no language `xx` for invented data
    1 | fake.name('xx')
      |           ^^^^
   hint: known here: `cs`, `da`, `de`, `de-at`, `de-ch`, `el`, `en`, `en-au`, `en-ca`, `en-gb`, `es`, `es-mx` \
and 22 more""",
        ),
    ],
)
def test_a_wrong_call_is_found_before_the_run(refused, text, message):
    assert refused(text) == message
