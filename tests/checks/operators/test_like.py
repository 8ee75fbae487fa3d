"""Partial trees."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, why

ORDER = {
    "id": 7,
    "sku": "A-1",
    "at": "2026-05-01T12:00:00Z",
    "lines": [{"n": 1}, {"n": 2}],
    "note": None,
    "~x": "~any",
}


@pytest.mark.parametrize(
    "tree",
    [
        "{id: 7}", "{id: ~integer, sku: ~string, at: ~datetime, lines: ~list}", "{id: ~number}",
        "{id: ~string|integer}",
        "{gone: ~absent}", "{gone: ~string|absent}", "{note: ~null}", "{note: ~string|null|absent}", "{note: ~any}",
        "{lines: [{n: 1}, {}]}".replace("{}", "~map"), "{lines: {~each: {n: ~integer}}}",
        "{id: {~is: {gt: 5, lt: 9}}}",
        "{lines: {~is: {count: 2}}}", '{id: "${{ id }}"}', '{lines: ["${{ line }}", {n: "${{ 1 + 1 }}"}]}',
        "{~~x: ~~any}", "~map", '{lines: {~each: {gone: ~absent}}}',
    ],
)  # fmt: skip
def test_holds(tree):
    assert holds(f"{{like: {tree}}}", ORDER, id=7, line={"n": 1})


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ("{id: '7'}", '$.v.id: integer 7 is not text "7" (the answer has an integer: write `7` without quotes)'),
        ("{idd: 7}", "$.v.idd: there is no `idd` (there is `id`)"),
        ("{sku: ~integer}", '$.v.sku: text "A-1" is not integer'),
        ("{sku: ~integer|null}", '$.v.sku: text "A-1" is not integer or null'),
        ("{sku: ~uuid}", '$.v.sku: text "A-1" is not uuid'),
        ("{id: ~absent}", "$.v.id: integer 7 should not be there"),
        ("{lines: [{n: 1}]}", "$.v.lines[1]: map with 1 key should not be there"),
        ("{lines: [{n: 1}, {n: 2}, {n: 3}]}", "$.v.lines[2]: the list ends before its element 2"),
        ("{lines: {~each: {n: 1}}}", "$.v.lines[1].n: integer 2 is not integer 1"),
        ("{lines: {n: 1}}", "$.v.lines: list of 2 is not a map"),
        ("{id: [7]}", "$.v.id: integer 7 is not a list of 1"),
        ("{id: {~is: {gt: 9}}}", "$.v.id: integer 7 is not more than 9"),
        ("{gone: {~is: {gt: 9}}}", "$.v.gone: there is no `gone`"),
        ("{id: 8, sku: x}", "$.v.id: integer 7 is not integer 8, the first of 2 differences"),
        ('{sku: "${{ marker }}"}', '$.v.sku: text "A-1" is not text "~any"'),
        ("[1]", "map with 6 keys is not a list of 1"),
    ],
)  # fmt: skip
def test_says_why(tree, reason):
    assert why(f"{{like: {tree}}}", ORDER, marker="~any") == reason


def test_each_of_an_empty_list_fails_unless_that_is_fine():
    assert why("{like: {l: {~each: ~integer}}}", {"l": []}) == (
        "$.v.l: the list is empty, so nothing was checked "
        "(`~allow_empty: true` beside `~each` says that nothing is fine)"
    )
    assert holds("{like: {l: {~each: ~integer, ~allow_empty: true}}}", {"l": []})


def test_every_difference_is_listed_with_its_place():
    (result,) = ask("body: {like: {id: 7, at: ~datetime, lines: [{n: 1}], gone: 1, ok: 1}}",
                    {"id": 8, "at": "x", "lines": [{"n": "1"}, 2], "ok": 1})  # fmt: skip
    assert result.location == "body.id"
    assert result.diff == (
        "- body.id: integer 7",
        "+ body.id: integer 8",
        "- body.at: ~datetime",
        '+ body.at: text "x"',
        "- body.lines[0].n: integer 1",
        '+ body.lines[0].n: text "1"',
        "+ body.lines[1]: integer 2",
        "- body.gone: 1",
    )


def test_a_long_list_of_differences_is_cut():
    (result,) = ask("body: {like: {l: {~each: 1}}}", {"l": [2] * 100})
    assert len(result.diff) <= 20
    assert result.diff[-1] == "  ... and 91 more differences"


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {like: {a: ~strng}}", "1:17 SR0409 unknown type `strng` (did you mean `string`?)"),
        ("$.v: {like: [~string, {a: ~int}]}", "1:27 SR0409 unknown type `int` (did you mean `integer`?)"),
        ("$.v: {like: {a: ~string|}}", "1:17 SR0409 `~string|` names no type"),
        ("$.v: {like: {~foo: 1}}", "1:14 SR0409 unknown key `~foo` (`{~each: ...}` is every element of a list, "
         "`{~is: {...}}` holds operators; `~~` begins a plain key)"),
        ("$.v: {like: {b: {~each: 1, c: 2}}}", "1:18 SR0409 `~each` cannot stand beside other keys "
         "(`{~each: ...}` is every element of a list, `{~is: {...}}` holds operators; `~~` begins a plain key)"),
        ("$.v: {like: {b: {}}}", "1:17 SR0415 an empty map in `like` asks nothing "
         "(`~map` takes any map, `{~is: {empty: true}}` an empty one)"),
        ("$.v: {like: {b: {~is: {gtt: 1}}}}", "1:24 SR0403 unknown operator `gtt` (did you mean `gt`?)"),
    ],
)  # fmt: skip
def test_refuses_trees_before_anything_is_sent(check, message):
    diagnostic = problem(check)
    assert diagnostic.split(" (known here")[0] == message
