from __future__ import annotations

import pytest

from specrunner.source import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("stauts", "status"),
        ("Status", "status"),
        ("max-parallel", "max_parallel"),
        ("maxparallel", "max_parallel"),
        ("xyz", None),
    ],
)
def test_the_nearest_is_what_a_person_meant(word: str, found: str | None):
    assert nearest(word, ["status", "body", "max_parallel"]) == found


def test_a_near_word_is_suggested():
    assert did_you_mean("bdy", ["status", "body"]) == "did you mean `body`?"


def test_without_a_near_word_all_are_listed_in_order():
    assert did_you_mean("xyz", ["status", "body"]) == "known here: `body`, `status`"


def test_a_long_list_is_cut():
    assert did_you_mean("xyz", "abcde", limit=3) == "known here: `a`, `b`, `c` and 2 more"


def test_nothing_to_choose_from_is_said():
    assert did_you_mean("xyz", []) == "there is nothing to choose from here"
