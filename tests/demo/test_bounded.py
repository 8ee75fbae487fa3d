import pytest

from specrunner.demo.bounded import Bounded


def test_the_oldest_entry_leaves_first():
    entries: Bounded[int] = Bounded(2)
    assert [entries.put(key, 1) for key in "abc"] == [0, 0, 1]
    assert ("a" in entries, "b" in entries, "c" in entries) == (False, True, True)


def test_writing_again_makes_an_entry_the_newest():
    entries: Bounded[int] = Bounded(2)
    for key in "aba":
        entries.put(key, 1)
    entries.put("c", 1)
    assert ("a" in entries, "b" in entries) == (True, False)


def test_touching_makes_an_entry_the_newest_without_writing():
    entries: Bounded[int] = Bounded(2)
    entries.put("a", 1)
    entries.put("b", 2)
    entries.touch("a")
    entries.put("c", 3)
    assert entries.values() == (1, 3)


def test_a_capacity_below_one_is_refused():
    with pytest.raises(ValueError, match="capacity must be at least 1, not 0"):
        Bounded(0)
