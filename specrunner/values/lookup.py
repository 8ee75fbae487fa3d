"""Singular paths: chains of names and indexes, followed by plain indexing, and told to people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from ..source import did_you_mean, printable
from .describe import described, quoted
from .missing import MISSING

Key: TypeAlias = str | int
Lookup: TypeAlias = Callable[[object], object]

# RFC 9535 section 2.5.1.1: letters, `_` and all beyond ASCII, then digits too. Said by what is left out, as spelling
# the ranges out would take Python 20 ms to compile.
JSONPATH_NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*"
SUBJECT_NAME = r"[^\W\d][\w-]*"


def look_up(keys: Sequence[Key]) -> Lookup:
    """A function from a document to the value at the end of `keys`, or MISSING.

    Names look into maps and indexes (also from the end, -1 is the last) into lists; nothing is converted.
    """
    match tuple(keys):
        case ():
            return _itself
        case (str() as only,):
            return _one_name(only)
        case (str() as first, str() as second):
            return _two_names(first, second)
        case path:
            return _any_path(path)


def _itself(document: object) -> object:
    return document


# A name fails on anything but a map by itself (a list or a text wants an integer), so no type is asked before.
def _one_name(name: str) -> Lookup:
    def value(document: object) -> object:
        try:
            return document[name]  # type: ignore[index]  # caught below
        except (KeyError, TypeError, IndexError):
            return MISSING

    return value


def _two_names(first: str, second: str) -> Lookup:
    def value(document: object) -> object:
        try:
            return document[first][second]  # type: ignore[index]  # caught below
        except (KeyError, TypeError, IndexError):
            return MISSING

    return value


def _any_path(keys: tuple[Key, ...]) -> Lookup:
    # An index, in contrast, would find a character in a text and perhaps an entry in a map.
    steps = tuple((key, type(key) is int) for key in keys)

    def value(document: object) -> object:
        try:
            for key, is_index in steps:
                if is_index and not isinstance(document, list | tuple):
                    return MISSING
                document = document[key]  # type: ignore[index]  # caught below
        except (KeyError, TypeError, IndexError):
            return MISSING
        return document

    return value


def settled(document: object, keys: Sequence[Key]) -> tuple[Key, ...]:
    """The same place with indexes counted from the start. The place must exist."""
    found: list[Key] = []
    for key in keys:
        if isinstance(key, int):
            found.append(key if key >= 0 else key + len(document))  # type: ignore[arg-type]  # a list, as it exists
        else:
            found.append(key)
        document = document[key]  # type: ignore[index]  # likewise
    return tuple(found)


def path_text(keys: Sequence[Key], root: str = "$") -> str:
    """A place as people write it: `$.items[0]['order-id']`, or with an empty root `events[0].data["order-id"]`."""
    parts = [root]
    for key in keys:
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif re.fullmatch(JSONPATH_NAME if root else SUBJECT_NAME, key):
            parts.append(f".{key}")
        else:
            parts.append(f"[{_single_quoted(key) if root else json.dumps(key, ensure_ascii=False)}]")
    return "".join(parts).removeprefix("." if not root else "\0")


def normalized_path(keys: Sequence[Key]) -> str:
    """A place as RFC 9535 section 2.7 spells it: `$['items'][0]`. Indexes must count from the start."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f"[{_single_quoted(key)}]" for key in keys)


def _single_quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{escaped}'"


def explain_missing(document: object, keys: Sequence[Key], root: str = "$") -> str:
    """Why there is nothing at the end of `keys`: how far the path leads, and what is there instead."""
    for depth, key in enumerate(keys):
        place = f"`{printable(path_text(keys[:depth], root))}`" if depth or root else "the value"
        if isinstance(key, int):
            if not isinstance(document, list | tuple):
                return f"{place} is {described(document)}, so it has no item [{key}]"
            if not -len(document) <= key < len(document):
                return f"{place} is {described(document)}, so it has no item [{key}]"
        elif not isinstance(document, Mapping):
            return f"{place} is {described(document)}, so it has no key {quoted(key)}"
        elif key not in document:
            if not document:
                return f"{place} is an empty map, so it has no key {quoted(key)}"
            hint = did_you_mean(key, [name for name in document if isinstance(name, str)])
            return f"{place} has no key {quoted(key)}; {printable(hint)}"
        document = document[key]  # type: ignore[index]  # a list or a map, by the lines above
    return "the path leads to a value"
