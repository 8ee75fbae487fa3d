"""The words for types: those of `type`, and the `~markers` of a `like` tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..source import did_you_mean
from ..source.codes import checks as codes
from .formats import FORMATS
from .operator import OperandError

Holds = Callable[[object], bool]


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


TYPES: Mapping[str, Holds] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "list": lambda value: isinstance(value, list | tuple),
    "map": lambda value: isinstance(value, Mapping),
    "any": lambda value: True,
}

# What other tools and languages call them.
_OTHER_WORDS = {
    "text": "string",
    "str": "string",
    "int": "integer",
    "float": "number",
    "double": "number",
    "bool": "boolean",
    "none": "null",
    "nil": "null",
    "array": "list",
    "object": "map",
    "dict": "map",
    "undefined": "absent",
    "missing": "absent",
}


def _format_test(name: str) -> Holds:
    test = FORMATS[name].test
    return lambda value: isinstance(value, str) and test(value)


# `absent` is a marker, but no type: a value that is there never has it.
MARKERS: Mapping[str, Holds] = {**TYPES, **{name: _format_test(name) for name in FORMATS}}
ABSENT = "absent"


def split_words(text: str, known: Mapping[str, Holds], *, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The alternatives of `string|null`, each one known. Raises OperandError for a word that is not."""
    words = tuple(word.strip().removeprefix("~") for word in text.split("|"))
    for word in words:
        if word not in known and word not in extra:
            raise OperandError(
                f"unknown type `{word}`" if word else f"`{text}` names no type",
                hint=_word_hint(word, (*known, *extra)),
                code=codes.UNKNOWN_TYPE,
            )
    return words


def _word_hint(word: str, candidates: tuple[str, ...]) -> str:
    meant = _OTHER_WORDS.get(word.lower())
    if meant in candidates:
        return f"did you mean `{meant}`?"
    if word in FORMATS:
        return f"formats have their own operator: `format: {word}`"
    return did_you_mean(word, candidates, limit=40)


def any_of_words(words: tuple[str, ...], known: Mapping[str, Holds]) -> Holds:
    """Whether a value has one of the types."""
    tests = [known[word] for word in words if word in known]
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)
