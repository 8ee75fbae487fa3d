"""Scopes: the inner name counts, and nothing changes."""

from specrunner.values import MISSING


def test_the_inner_name_counts(scope):
    outer = scope(a=1, b=2)
    inner = outer.child({"b": 3}).child({"c": None})
    assert [inner.lookup(name) for name in "abcd"] == [1, 3, None, MISSING]
    assert outer.lookup("b") == 2
    assert outer.lookup("c") is MISSING


def test_names_are_those_of_every_level(scope):
    assert scope(b=1, a=2).child({"c": 3, "a": 4}).names() == ["a", "b", "c"]


def test_a_child_keeps_the_functions(scope, context):
    assert scope().child({}).functions is context


def test_a_name_whose_value_is_missing_is_looked_for_further_out(scope):
    assert scope(a=1).child({"a": MISSING}).lookup("a") == 1
