"""The grammar: precedence, and what is said where it breaks."""

import time

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 * -3", -6),
        ("--3", 3),
        ("!!true", True),
        ("1 < 2 == true", True),
        ("true || false && false", True),
        ("1 in [1] && !(2 in [1])", True),
        ("true ? 1 : false ? 2 : 3", 1),
        ("false ? 1 : false ? 2 : 3", 3),
        ("[1, 2, 3,][1]", 2),
        ('{"a": {"b": [5]}}.a.b[0]', 5),
        ('{"a-b": 1}.`a-b`', 1),
        ("'a'.size() + [1].size()", 2),
        ("-9223372036854775808", -(2**63)),
        ("[1,\n 2]", [1, 2]),
    ],
)
def test_operators_bind_as_in_cel(evaluate, text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1 +",
            """\
spec.yaml:1:4: error SR0301: a value must follow `+`, but the expression ends
    1 | 1 +
      |    ^""",
        ),
        (
            "a and b",
            """\
spec.yaml:1:3: error SR0301: the expression should end here, found `and`
    1 | a and b
      |   ^^^
   hint: write `&&`""",
        ),
        (
            "not a",
            """\
spec.yaml:1:1: error SR0301: `not` is not a word of the language
    1 | not a
      | ^^^
   hint: write `!`""",
        ),
        (
            "True",
            """\
spec.yaml:1:1: error SR0301: `True` is not a word of the language
    1 | True
      | ^^^^
   hint: write `true`""",
        ),
        (
            "f(1, 2",
            """\
spec.yaml:1:2: error SR0301: `(` is not closed
    1 | f(1, 2
      |  ^
   hint: a `)` is missing""",
        ),
        (
            "[1 2]",
            """\
spec.yaml:1:4: error SR0301: `]` must come here, found `2`
    1 | [1 2]
      |    ^
   hint: an operator is missing before it; texts are joined with `+`""",
        ),
        (
            "size(a))",
            """\
spec.yaml:1:8: error SR0301: the expression should end here, found `)`
    1 | size(a))
      |        ^
   hint: this `)` closes nothing""",
        ),
        (
            "a ? b",
            """\
spec.yaml:1:6: error SR0301: `:` must come here, but the expression ends
    1 | a ? b
      |      ^""",
        ),
        (
            "a ? b ? 1 : 2 : 3",
            """\
spec.yaml:1:7: error SR0301: a condition inside a condition needs parentheses
    1 | a ? b ? 1 : 2 : 3
      |       ^
   hint: write `a ? (b ? c : d) : e`""",
        ),
        (
            "a?.b",
            """\
spec.yaml:1:3: error SR0307: optional fields (`?.`, `.?`, `??`) are not supported
    1 | a?.b
      |   ^
   hint: what may be absent is asked for first: `has(a.b) ? a.b : null`""",
        ),
        (
            "a[1:2]",
            """\
spec.yaml:1:4: error SR0307: slices are not supported
    1 | a[1:2]
      |    ^
   hint: use `filter`, or read items by their index""",
        ),
        (
            "a.5",
            """\
spec.yaml:1:2: error SR0301: the expression should end here, found `0.5`
    1 | a.5
      |  ^^
   hint: an operator is missing before it; texts are joined with `+`""",
        ),
        (
            "a.",
            """\
spec.yaml:1:3: error SR0301: a name must follow the dot, but the expression ends
    1 | a.
      |   ^
   hint: a key that is no plain name is read as ["..."], an index as [0]""",
        ),
        (
            "Order{id: 1}",
            """\
spec.yaml:1:6: error SR0307: messages are not supported
    1 | Order{id: 1}
      |      ^
   hint: write a map: {"key": value}""",
        ),
        (
            "{a: 1}",
            """\
spec.yaml:1:2: error SR0301: the keys of a map stand in quotes
    1 | {a: 1}
      |  ^
   hint: write `"a": ...`; to compute a key from a variable write `("" + a)`""",
        ),
        (
            "package + 1",
            """\
spec.yaml:1:1: error SR0301: `package` is a reserved word, so nothing can have this name
    1 | package + 1
      | ^^^^^^^
   hint: rename it; as a key it can be read after a dot""",
        ),
        (
            "9223372036854775808",
            """\
spec.yaml:1:1: error SR0308: the number does not fit into 64 bits
    1 | 9223372036854775808
      | ^^^^^^^^^^^^^^^^^^^
   hint: write a double, such as 9.22337e+18, or a text""",
        ),
    ],
)
def test_a_broken_expression_is_shown_with_the_mend(refused, text, message):
    assert refused(text) == message


def test_a_hundred_parentheses_are_too_deep(refused):
    assert refused("(" * 100 + "1" + ")" * 100).splitlines()[0] == (
        "spec.yaml:1:65: error SR0303: brackets are nested more than 64 deep"
    )


@pytest.mark.parametrize("opening", ["(", "[", "{'a':", "-(", "!(", "size(", "a[", "true ? ("])
def test_no_depth_of_brackets_can_exhaust_the_stack(refused, opening):
    started = time.perf_counter()
    assert "error SR0303: brackets are nested more than 64 deep" in refused(opening * 4000)
    assert time.perf_counter() - started < 5


def test_a_hundred_thousand_parentheses_are_too_long(refused):
    assert refused("(" * 100_000).splitlines()[0] == (
        "spec.yaml:1:1: error SR0303: the expression has 100,000 characters; 32,768 are allowed"
    )


@pytest.mark.parametrize(
    "text", ["1" + " + 1" * 5000, "-" * 5000 + "x", "a" + ".b" * 5000, "true ? 1 : " * 2500 + "1"]
)
def test_no_length_of_a_chain_can_exhaust_the_stack(refused, text):
    assert "error SR0303: the expression is more than 150 levels deep" in refused(text)


def test_long_chains_of_conditions_are_flat(evaluate):
    assert evaluate(" || ".join(["false"] * 3000) + " || true") is True
