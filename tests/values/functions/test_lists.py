"""Lists, maps and numbers at their edges."""

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sort([2, 1.5, 1])", [1, 1.5, 2]),
        ("sort(['b', 'a'])", ["a", "b"]),
        ("sort([])", []),
        ("reverse(sort([1, 3, 2]))", [3, 2, 1]),
        ("unique([1, true, 1.0, '1', [1], [1.0], {'a': 1}, {'a': 1}])", [1, True, "1", [1], {"a": 1}]),
        ("min([3, 2.5])", 2.5),
        ("max('a', 'b')", "b"),
        ("max(timestamp('2027-01-01T00:00:00Z'), timestamp('2026-01-01T00:00:00Z')).getFullYear()", 2027),
        ("sum([])", 0),
        ("sum([1, 2.5])", 3.5),
        ("range(5, 0, -2)", [5, 3, 1]),
        ("range(-1)", []),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", 2.68),
        ("round(1234, -2)", 1200),
        ("round(0.49999999999999994)", 0),
        ("round(1e300) == int(1)", False),
        ("abs(-1.5)", 1.5),
        ("flatten([[1], [[2]]])", [1, [2]]),
        ("merge({'a': 1}, {'b': 2}, {'a': 3})", {"a": 3, "b": 2}),
        ("size('héllo') + size(b'\\xc3') + size({'a': 1})", 7),
    ],
)
def test_lists_and_numbers_at_their_edges(evaluate, text, value):
    found = evaluate(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sort([1, 'a'])", 'integer 1 and text "a" cannot be compared with `<`'),
        ("sort([{'p': 1}, {'q': 1}], 'p')", "item 1 is map with 1 key, which has no `p`"),
        ("min([])", "an empty list has no min"),
        ("max(null)", "null and null cannot be compared with `<`"),
        ("sum([1, '2'])", 'item 1 is text "2", not a number'),
        ("sum([9223372036854775807, 1])", "the result does not fit into a 64-bit integer"),
        ("range(1, 2, 0)", "a range needs a step other than 0"),
        ("round(1.5, 99)", "99 digits cannot be asked for"),
        ("round(1.0 / 0.0)", "number inf cannot be rounded"),
        ("abs(-9223372036854775807 - 1)", "the result does not fit into a 64-bit integer"),
    ],
)
def test_what_cannot_be_done_is_said(refused, text, message):
    assert refused(text).splitlines()[0].endswith(f": {message}")
