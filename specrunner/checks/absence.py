"""Why there is nothing at a path: how far it leads, and what is there instead."""

from __future__ import annotations

from collections.abc import Mapping

from ..lean import dataclass
from ..source import nearest, printable
from ..values import describe, shortened
from .mismatch import Path, place

MAX_KEYS = 12


@dataclass(frozen=True, slots=True)
class Absence:
    """Why nothing is there: a sentence without its end, and a mend where one is near."""

    explanation: str
    hint: str | None = None


def explain_absence(document: object, keys: Path, root: str) -> Absence:
    """Why `keys` lead to nothing inside `document`, called `root` (`$`, or empty: the first key is a subject)."""
    whole = f"nothing at {place(root, keys)}"
    for depth, key in enumerate(keys):
        child = _child(document, key)
        if child is None:
            return _stop(whole, document, keys, depth, root)
        document = child[0]
    return Absence(whole)


def _child(value: object, key: str | int) -> tuple[object] | None:
    if isinstance(value, Mapping):
        return (value[key],) if isinstance(key, str) and key in value else None
    if isinstance(value, list | tuple) and isinstance(key, int) and -len(value) <= key < len(value):
        return (value[key],)
    return None


def _stop(whole: str, value: object, keys: Path, depth: int, root: str) -> Absence:
    seen = place(root, keys[:depth])
    if isinstance(value, Mapping):
        where = "there" if depth == len(keys) - 1 else f"at {seen}"
        return Absence(f"{whole}; keys {where}: {listed_keys(value)}", _near_key(keys, depth, value, root))
    if isinstance(value, list | tuple):
        count = f"{len(value)} element{'s' if len(value) != 1 else ''}" if value else "no elements"
        is_name = isinstance(keys[depth], str)
        hint = f"`{seen}[*]` reads every element, `{seen}[0]` the first" if is_name and value else None
        return Absence(f"{whole}; {seen} is a list with {count}", hint)
    return Absence(f"{whole}; {seen} is {describe(value)}")


def listed_keys(value: Mapping[object, object]) -> str:
    """The keys of a map for people, shortened to `MAX_KEYS`; `none` for an empty one."""
    names = [printable(shortened(str(key), 60)) for key in value]
    if not names:
        return "none"
    more = f" and {len(names) - MAX_KEYS} more" if len(names) > MAX_KEYS else ""
    return ", ".join(f"`{name}`" for name in names[:MAX_KEYS]) + more


def _near_key(keys: Path, depth: int, value: Mapping[object, object], root: str) -> str | None:
    word = str(keys[depth])
    near = nearest(word, [str(key) for key in value])
    return f"did you mean `{place(root, (*keys[:depth], near))}`?" if near is not None and near != word else None
