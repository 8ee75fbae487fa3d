"""What expressions mean: CEL's rules, case by case, and where this language differs from them."""

import math

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("7 / -2", -3),
        ("-7 % 3", -1),
        ("7 % -3", 1),
        ("7.0 / 2.0", 3.5),
        ("1.0 / 0.0", math.inf),
        ("-1.0 / 0.0", -math.inf),
        ("'a' + 'b'", "ab"),
        ("[1] + [2, 3]", [1, 2, 3]),
        ("b'a' + b'b'", b"ab"),
    ],
)
def test_arithmetic_follows_cel(evaluate, text, value):
    found = evaluate(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "value"), [("1 + 1.5", 2.5), ("3 / 2.0", 1.5), ("2 * 0.5", 1.0), ("1.0 - 1", 0.0)])
def test_an_integer_beside_a_double_counts_as_a_double(evaluate, text, value):
    found = evaluate(text)
    assert (found, type(found)) == (value, float)


@pytest.mark.parametrize(
    "text",
    [
        "1 == 1.0",
        "dyn(1) != true",
        "dyn(0) != false",
        "dyn(1) != '1'",
        "null == null",
        "dyn(0) != null",
        "[1, [2.0]] == [1.0, [2]]",
        '{"a": 1, "b": [true]} == {"b": [true], "a": 1.0}',
        '{"a": 1} != {"a": 1, "b": 2}',
        "[1, 2] != [2, 1]",
        "double('NaN') != double('NaN')",
        "1 < 1.5 && 2 > 1.5 && 'a' < 'b' && false < true",
        "9007199254740993 > 9007199254740992.0",
        "2 in [1, 2.0]",
        "!(true in [1])",
        '"a" in {"a": null}',
        "type(1) == int && type(1.5) == double && type('') == string && type(null) == null_type",
        "type([]) == list && type({}) == map && type(b'') == bytes && type(true) == bool && type(type(1)) == type",
        "type(1) in [int, double] && int == type(2)",
        "[1, 2, 3].all(x, x > 0) && [].all(x, false)",
        "[1, 2, 3].exists(x, x == 2) && ![].exists(x, true)",
        "[1, 2, 2].exists_one(x, x == 1) && ![1, 2, 2].exists_one(x, x == 2)",
        "[1, 2, 3].filter(x, x % 2 == 1) == [1, 3]",
        "[1, 2, 3].map(x, x * x) == [1, 4, 9] && [1, 2, 3].map(x, x > 1, x * 10) == [20, 30]",
        '{"a": 1, "b": 2}.map(k, k) == ["a", "b"] && {"a": 1}.all(k, k == "a")',
        "[1, 2].map(x, [3, 4].map(y, x * y)) == [[3, 4], [6, 8]]",
        "[1].map(x, [2].map(x, x)) == [[2]]",
        "[[1, 2, 3][-1], [1, 2, 3][0], [1, 2, 3][1.0]] == [3, 1, 2]",
        'has({"a": null}.a) && !has({"a": 1}.b) && has([1][0]) && !has([1][1])',
    ],
)
def test_the_statement_is_true(evaluate, text):
    assert evaluate(text) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("false && missing", False),
        ("missing && false", False),
        ("true || 1 / zero > 0", True),
        ("1 / zero > 0 || true", True),
        ("[1, 0].exists(x, 6 / x == 6)", True),
        ("[0, 1].exists(x, 6 / x == 6)", True),
        ("[0, 2].all(x, 6 / x == 6)", False),
        ("true ? 1 : missing", 1),
    ],
)
def test_an_error_that_cannot_matter_is_ignored(evaluate, text, value):
    assert evaluate(text, zero=0) == value


def test_an_error_that_matters_is_not_ignored(refused):
    assert refused("1 / zero > 0 || false", zero=0) == (
        """\
spec.yaml:1:3: error SR0314: division by zero
    1 | 1 / zero > 0 || false
      |   ^
   hint: ask first: `n != 0 ? ... : ...`"""
    )


def test_nothing_is_reached_that_is_no_key_of_a_mapping(refused, evaluate):
    class Loaded:
        secret = "s"

    assert "which has no `__class__`" in refused("x.__class__", x="text")
    assert "which has no `secret`" in refused("x.secret", x=Loaded())
    assert evaluate("x.__class__", x={"__class__": 1}) == 1


def test_a_class_behind_a_literal_is_refused_before_the_run(refused):
    assert refused("''.__class__") == (
        """\
spec.yaml:1:4: error SR0306: `''` is text "", which has no `__class__`
    1 | ''.__class__
      |    ^^^^^^^^^"""
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1 / 0",
            """\
spec.yaml:1:3: error SR0314: division by zero
    1 | 1 / 0
      |   ^
   hint: ask first: `n != 0 ? ... : ...`""",
        ),
        (
            "big + 1",
            """\
spec.yaml:1:5: error SR0314: the result does not fit into a 64-bit integer
    1 | big + 1
      |     ^
   hint: integers have 64 bits; write one of them as a double""",
        ),
        (
            "'order ' + id",
            """\
spec.yaml:1:10: error SR0313: text "order " and integer 7 cannot be added
    1 | 'order ' + id
      |          ^
   hint: texts are joined with texts: write `string(...)` around the other one""",
        ),
        (
            "nothing > 3",
            """\
spec.yaml:1:9: error SR0313: null and integer 3 cannot be compared with `>`
    1 | nothing > 3
      |         ^
   hint: ask first whether it is null: `x != null && ...`""",
        ),
        (
            "id ? 1 : 2",
            """\
spec.yaml:1:1: error SR0313: the condition before `?` is a boolean, not integer 7
    1 | id ? 1 : 2
      | ^^
   hint: there is no truthiness: compare, as in `x != null` or `size(x) > 0`""",
        ),
        (
            "flag && id",
            """\
spec.yaml:1:9: error SR0313: an operand of `&&` is a boolean, not integer 7
    1 | flag && id
      |         ^^
   hint: there is no truthiness: compare, as in `x != null` or `size(x) > 0`""",
        ),
        (
            "!id",
            """\
spec.yaml:1:2: error SR0313: what follows `!` is a boolean, not integer 7
    1 | !id
      |  ^^
   hint: there is no truthiness: compare, as in `x != null` or `size(x) > 0`""",
        ),
        (
            "'a' in name",
            """\
spec.yaml:1:5: error SR0313: `in` looks into lists and maps, not into text "ann"
    1 | 'a' in name
      |     ^^
   hint: write `text.contains(part)`""",
        ),
        (
            "-name",
            """\
spec.yaml:1:1: error SR0313: `-` takes a number, not text "ann"
    1 | -name
      | ^^^^^""",
        ),
        (
            "id.map(x, x)",
            """\
spec.yaml:1:1: error SR0313: `map` walks a list or a map, not integer 7
    1 | id.map(x, x)
      | ^^""",
        ),
        (
            "upper(id)",
            """\
spec.yaml:1:7: error SR0313: `upper` takes text as `text`, not integer 7
    1 | upper(id)
      |       ^^
   hint: convert it: `string(...)`, or `json(...)` for lists and maps""",
        ),
    ],
)
def test_a_failure_of_the_run_names_the_values(refused, text, message):
    names = {"big": 2**63 - 1, "id": 7, "nothing": None, "flag": True, "name": "ann"}
    assert refused(text, **names) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "'order ' + 7",
            """\
spec.yaml:1:1: error SR0306: text "order " and integer 7 cannot be added
    1 | 'order ' + 7
      | ^^^^^^^^^^^^
   hint: texts are joined with texts: write `string(...)` around the other one""",
        ),
        (
            "size(x) == '3'",
            """\
spec.yaml:1:1: error SR0306: integer and text are never equal
    1 | size(x) == '3'
      | ^^^^^^^^^^^^^^
   hint: convert one of them: `string(...)`, `int(...)` or `double(...)`""",
        ),
        (
            "now() > '2027-01-31T00:00:00Z'",
            """\
spec.yaml:1:1: error SR0306: `>` does not work on date and time and text
    1 | now() > '2027-01-31T00:00:00Z'
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   hint: write `timestamp(...)` around the text""",
        ),
        (
            "type(x) == 'int'",
            """\
spec.yaml:1:1: error SR0306: type and text are never equal
    1 | type(x) == 'int'
      | ^^^^^^^^^^^^^^^^
   hint: type names stand without quotes: `type(x) == int`""",
        ),
        (
            "1 ? 'a' : 'b'",
            """\
spec.yaml:1:1: error SR0306: the condition before `?` is a boolean, not integer
    1 | 1 ? 'a' : 'b'
      | ^
   hint: there is no truthiness: compare, as in `x != null` or `size(x) > 0`""",
        ),
        (
            "'abc'.map(c, c)",
            """\
spec.yaml:1:1: error SR0306: `map` walks a list or a map, not text
    1 | 'abc'.map(c, c)
      | ^^^^^
   hint: write `parse_json(...)` or `split(...)` first""",
        ),
        (
            "[1, 2]['a']",
            """\
spec.yaml:1:8: error SR0306: `[1, 2]` is a list, which has no `a`
    1 | [1, 2]['a']
      |        ^^^
   hint: items are read by their index: `[1, 2][0]`""",
        ),
        (
            "{1: 'a'}",
            """\
spec.yaml:1:2: error SR0306: the keys of a map are text, not integer
    1 | {1: 'a'}
      |  ^
   hint: maps here are JSON objects""",
        ),
        (
            '{"a": 1, "a": 2}',
            """\
spec.yaml:1:10: error SR0301: the key `a` stands here twice
    1 | {"a": 1, "a": 2}
      |          ^^^""",
        ),
        (
            "[1].exists(1, true)",
            """\
spec.yaml:1:12: error SR0301: a plain name must stand here
    1 | [1].exists(1, true)
      |            ^
   hint: as in `list.exists(x, condition)`""",
        ),
        (
            "[1].exists(true)",
            """\
spec.yaml:1:5: error SR0305: `exists` takes a name and what to do with it, got 1 argument
    1 | [1].exists(true)
      |     ^^^^^^^^^^^^
   hint: as in `list.exists(x, condition)`""",
        ),
        (
            "has(x)",
            """\
spec.yaml:1:1: error SR0305: `has` takes one key of a map
    1 | has(x)
      | ^^^^^^
   hint: as in `has(steps.create.body.note)`""",
        ),
    ],
)
def test_a_clash_that_the_text_shows_is_found_before_the_run(refused, text, message):
    assert refused(text) == message


def test_a_key_that_comes_twice_at_run_time_is_an_error(refused):
    assert "error SR0313: the key `a` comes twice" in refused('{"a": 1, ("" + k): 2}', k="a")


def test_loops_have_a_budget_of_steps(refused):
    assert refused("range(1000).all(x, range(1000).all(y, true))").splitlines()[0] == (
        "spec.yaml:1:20: error SR0316: the loops of this expression take more than 100,000 steps"
    )


def test_a_budget_that_is_used_up_is_no_error_to_ignore(refused):
    assert "SR0316" in refused("range(1000).all(x, range(1000).all(y, true)) || true")


@pytest.mark.parametrize(
    "text",
    [
        "[0]" + ".map(x, [x, x])" * 30,
        "['0123456789012345678901234567890123456789']" + ".map(x, x + x)" * 30,
        "[[0]]" + ".map(x, x + x)" * 30,
        "range(100000).map(x, sort(range(100000)))",
        "range(10000).map(x, repeat('a', 1000000))",
        "repeat('a', 9223372036854775807)",
        "repeat('ab', 10000000)",
        "range(9223372036854775807)",
        "range(-9223372036854775807, 9223372036854775807, 1)",
        "random.text(100000000)",
        "replace(repeat('a', 1000000), 'a', repeat('b', 1000000))",
        "join(range(100000), repeat('-', 1000))",
    ],
)
def test_nothing_builds_more_than_its_budget(refused, text):
    assert ": error SR0316: " in refused(text)


def test_values_cannot_be_built_deeper_than_json_may_be(refused):
    assert "more than 256 levels" in refused("[x]", x=_nested(256))


def _nested(levels: int) -> object:
    value: object = 0
    for _ in range(levels):
        value = [value]
    return value
