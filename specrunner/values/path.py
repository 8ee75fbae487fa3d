"""Subject paths: `status`, `headers.location`, `events[-1].event`, `redirects[*].status`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ..source import DiagnosticError
from ..source.codes import values_select as codes
from .describe import described
from .lookup import Key, explain_missing, look_up, path_text
from .missing import MISSING
from .select import Locate, Match, Selector, singular

Step: TypeAlias = "Key | slice"

_EVERY = slice(None)
_STEP = re.compile(
    r"""(?P<dot>\.?)(?P<name>[^\W\d][\w-]*)
      | \[\s*(?:(?P<index>-?[0-9]{1,15})|(?P<every>\*)|(?P<start>-?[0-9]{1,15})?\s*:\s*(?P<stop>-?[0-9]{1,15})?
        | "(?P<double>[^"\\]*)" | '(?P<single>[^'\\]*)')\s*\]""",
    re.VERBOSE,
)


def compile_path(text: str, locate: Locate) -> Selector:
    """The subject path in `text`. Raises DiagnosticError with the place within the text.

    Names are joined by dots and may contain `-`; others stand as `["a name"]`. `[0]`, `[-1]` take an item, `[1:3]`
    some, `[*]` all items of a list or all values of a map. Names are looked up in maps, never as attributes.
    """
    steps = _parsed(text, locate)
    if not any(isinstance(step, slice) for step in steps):
        return singular(text, tuple(step for step in steps if not isinstance(step, slice)), root="")
    first = next(index for index, step in enumerate(steps) if isinstance(step, slice))
    prefix = tuple(step for step in steps[:first] if not isinstance(step, slice))

    def explain(document: object) -> str:
        start = look_up(prefix)(document)
        if start is MISSING:
            return explain_missing(document, prefix, "")
        return f"`{path_text(prefix, '')}` is {described(start)}, and nothing in it matches"

    return Selector(
        text,
        False,
        None,
        lambda document: [value for value, _ in _matches(document, steps)],
        lambda document: [Match(value, keys, "") for value, keys in _matches(document, steps)],
        explain,
    )


def _matches(document: object, steps: tuple[Step, ...]) -> list[tuple[object, tuple[Key, ...]]]:
    found: list[tuple[object, tuple[Key, ...]]] = [(document, ())]
    for step in steps:
        found = [(child, (*keys, key)) for value, keys in found for key, child in _children(value, step)]
    return found


def _children(value: object, step: Step) -> Iterator[tuple[Key, object]]:
    if isinstance(step, str):
        if isinstance(value, Mapping) and step in value:
            yield step, value[step]
    elif isinstance(value, list | tuple):
        places = range(len(value))
        if isinstance(step, slice):
            yield from ((index, value[index]) for index in places[step])
        elif -len(value) <= step < len(value):
            yield places[step], value[step]
    elif isinstance(value, Mapping) and step == _EVERY:
        yield from value.items()


def _parsed(text: str, locate: Locate) -> tuple[Step, ...]:
    steps: list[Step] = []
    position = 0
    while position < len(text) or not steps:
        match = _STEP.match(text, position)
        # A dot stands between two names, and neither before the first nor nowhere.
        if (
            match is None
            or (match["name"] and bool(match["dot"]) != bool(steps))
            or (not match["name"] and not steps)
        ):
            raise _unreadable(text, position, locate)
        steps.append(_step(match))
        position = match.end()
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    if match["name"]:
        return match["name"]
    if match["index"]:
        return int(match["index"])
    if match["every"]:
        return _EVERY
    if match["double"] is not None or match["single"] is not None:
        return match["double"] if match["double"] is not None else match["single"]
    return slice(*(int(bound) if bound else None for bound in match.group("start", "stop")))


# What stands where reading stopped, and what was meant.
_HINTS: tuple[tuple[str, str], ...] = (
    (r"\.(\d+)(?![\w-])", "an item is taken by brackets: `[{0}]`"),
    (r"\.\*", "all items are `[*]`"),
    (r"\.?\[\]", "all items are `[*]`"),
    (r"\.\[", "leave the dot before `[` out"),
    (r"\.\.", "subject paths have no `..`; on JSON, `$..name` finds it anywhere"),
    (r"\.\s*$", "a name follows the dot"),
    (r"\.\$", "a path starts with `$` only when it starts there: a JSONPath reads the JSON body"),
    (r"\.([^.\[\]\s]+)", 'a name with other characters stands in brackets: `["{0}"]`'),
    (r"\[\s*([^\W\d][\w-]*)\s*\]", 'a name in brackets stands in quotes: `["{0}"]`'),
    (r"\[\?", "subject paths have no filters; on JSON, `$.list[?@.a == 1]` filters"),
    (r"\[[^\]]*$", "a `[` is never closed"),
    (r"\[", 'brackets hold an index, `*`, `1:3` or a name in quotes: `[0]`, `[*]`, `["a name"]`'),
    (r"\s", "a space may only stand inside quotes"),
    (r"\(", "a path calls nothing; operators stand beside it: `body: {length: 3}`"),
    (r"[^\W\d]", "a dot stands before a name"),
)


def _unreadable(text: str, position: int, locate: Locate) -> DiagnosticError:
    rest = text[position:]
    hint = next((_filled(hint, match) for pattern, hint in _HINTS if (match := re.match(pattern, rest))), None)
    if not text:
        return DiagnosticError(codes.SUBJECT_PATH_SYNTAX.at(locate(0, 0), "the subject path is empty"))
    if position == 0:
        hint = "a subject path starts with a name, such as `status`, `body` or `headers`"
    message = f"`{rest[0]}` is not expected here"
    return DiagnosticError(codes.SUBJECT_PATH_SYNTAX.at(locate(position, position + 1), message, hint=hint))


def _filled(hint: str, match: re.Match[str]) -> str:
    return hint.replace("{0}", match[1]) if match.re.groups else hint
