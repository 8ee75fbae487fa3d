from types import MappingProxyType

import pytest

from specrunner.values import MISSING, same_value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (0, -0.0),
        ("a", "a"),
        (None, None),
        (True, True),
        (MISSING, MISSING),
        ({"a": 1, "b": [1, {"c": 2.0}]}, {"b": [1.0, {"c": 2}], "a": 1}),
        ([1, 2], (1, 2)),
        ({"a": 1}, MappingProxyType({"a": 1})),
        (2**70, 2**70),
        (b"x", b"x"),
    ],
)
def test_equal_values_are_the_same(left: object, right: object):
    assert same_value(left, right)
    assert same_value(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, "1"),
        (1, True),
        (0, False),
        ([1], [True]),
        ((True,), (1,)),
        ({"a": 1}, {"a": True}),
        (None, MISSING),
        (None, False),
        ("", None),
        ([], {}),
        ([1, 2], [2, 1]),
        ([1], [1, 1]),
        ({"a": 1}, {"b": 1}),
        ({"a": None}, {}),
        (2**53 + 1, float(2**53)),
        (float("nan"), float("nan")),
        ("b", b"b"),
    ],
)
def test_values_that_only_look_alike_are_not_the_same(left: object, right: object):
    assert not same_value(left, right)
    assert not same_value(right, left)


def test_a_nan_is_not_even_the_same_as_itself_inside_a_list():
    not_a_number = float("nan")

    assert not same_value([not_a_number], [not_a_number])
