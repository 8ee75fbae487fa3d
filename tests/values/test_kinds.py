"""Kinds of values, and the words for them."""

from collections import UserDict
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

import pytest

from specrunner.values.kinds import ANY, BOOL, BYTES, INT, LIST, MAP, NUMBER, TEXT, TIMESTAMP, kind_of, kind_words


class Word(StrEnum):
    A = "a"


class Level(IntEnum):
    LOW = 1


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, BOOL),
        (1, INT),
        (Level.LOW, INT),
        ("a", TEXT),
        (Word.A, TEXT),
        (b"", BYTES),
        ((), LIST),
        (range(3), LIST),
        (UserDict(), MAP),
        (datetime.now(UTC), TIMESTAMP),
        (object(), 0),
    ],
)
def test_every_value_of_the_language_has_one_kind(value, kind):
    assert kind_of(value) == kind


def test_kinds_read_as_words():
    assert kind_words(TEXT) == "text"
    assert kind_words(NUMBER | TEXT) == "number or text"
    assert kind_words(INT | LIST | MAP) == "integer, list or map"
    assert kind_words(ANY) == "any value"
