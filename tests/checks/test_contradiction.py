"""Operators side by side that nothing can satisfy at once."""

import pytest

from .conftest import compiled, problem

MEND = "(take one of them out)"


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("$.n: {gt: 5, lt: 3}", "1:14 SR0406 no number fits both `gt` and `lt`"),
        ("$.n: {lt: 3, gte: 3}", "1:14 SR0406 no number fits both `lt` and `gte`"),
        ("$.n: {between: [1, 5], gt: 5}", "1:24 SR0406 no number fits both `between` and `gt`"),
        ("time: {gt: 1s, lt: 500ms}", "1:16 SR0406 no number fits both `gt` and `lt`"),
        ("$.n: {eq: 7, between: [1, 5]}", "1:14 SR0406 `between` refuses the value that `eq` wants"),
        ("$.n: {in: [1, 2], eq: 3}", "1:19 SR0406 `in` refuses the value that `eq` wants"),
        ("$.n: {in: [1, 2], gt: 5}", "1:19 SR0406 `gt` refuses every value that `in` wants"),
        ("$.s: {eq: abc, starts_with: b}", "1:16 SR0406 `starts_with` refuses the value that `eq` wants"),
        (
            "$.n: {exists: false, gt: 5}",
            "1:22 SR0406 `gt` fails where nothing is, which `exists: false` wants",
        ),
        ("$.n: {each: {gt: 5, lt: 3}}", "1:21 SR0406 no number fits both `gt` and `lt`"),
    ],
)
def test_a_contradiction_is_marked_at_the_later_operator(check, expected):
    assert problem(check) == f"{expected} {MEND}"


@pytest.mark.parametrize(
    "check",
    [
        "$.n: {gte: 3, lte: 3}",
        "$.n: {gt: 3, lt: 5}",
        "$.n: {eq: 3.0, type: integer}",
        "$.n: {in: [1, 9], gt: 5}",
        "$.n: {eq: 7, ne: 8}",
        '$.n: {gt: 5, lt: "${{ limit }}"}',
        "$.n: {exists: true, gt: 5}",
        "$.n: {exists: false, any_of: [{exists: false}, 7]}",
        "$.s: {eq: abc, length: 3, contains: b}",
        "time: {gt: 100ms, lt: 2s}",
    ],
)
def test_what_can_hold_is_left_alone(check):
    assert len(compiled(check)) == 1
