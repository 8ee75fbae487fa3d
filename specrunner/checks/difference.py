"""Where two trees differ, and where two texts do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from itertools import islice

from ..source import nearest, printable
from ..values import describe, same_value, shortened
from .mismatch import Difference, Path

MAX_DIFFERENCES = 200
MAX_DIFF_LINES = 20
MAX_LINE_CHARACTERS = 120
# difflib compares every line with every other one: beyond this the first different line has to do.
_MAX_TEXT_LINES = 400


def tree_differences(expected: object, actual: object, path: Path = ()) -> list[Difference]:
    """Every place where `actual` is not `expected`, in the order of `expected`; at most `MAX_DIFFERENCES`."""
    found: list[Difference] = []
    _compare(expected, actual, path, found)
    return found


def _compare(expected: object, actual: object, path: Path, found: list[Difference]) -> None:
    if len(found) >= MAX_DIFFERENCES or same_value(expected, actual):
        return
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key, value in expected.items():
            if key in actual:
                _compare(value, actual[key], (*path, str(key)), found)
            else:
                found.append(missing_key(str(key), describe(value), actual, path))
        found.extend(unwanted((*path, str(key)), actual[key]) for key in actual if key not in expected)
    elif isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        for index, (wanted, got) in enumerate(zip(expected, actual, strict=False)):
            _compare(wanted, got, (*path, index), found)
        found.extend(length_differences([describe(value) for value in expected], actual, path))
    else:
        found.append(
            Difference(path, describe(expected), describe(actual), f"{describe(actual)} is not {describe(expected)}")
        )


def missing_key(key: str, expected: str, actual: Mapping[object, object], path: Path) -> Difference:
    """A key that should be in a map and is not, with the key that may have been meant."""
    near = nearest(key, [str(name) for name in actual])
    hint = f"there is `{printable(near)}`" if near is not None else None
    return Difference((*path, key), expected, None, f"there is no `{printable(key)}`", hint)


def unwanted(path: Path, value: object) -> Difference:
    """Something that is there and should not be."""
    return Difference(path, None, describe(value), f"{describe(value)} should not be there")


def length_differences(
    expected: list[str], actual: list[object] | tuple[object, ...], path: Path
) -> list[Difference]:
    """What one of two lists has behind the end of the other."""
    missing = [
        Difference((*path, index), text, None, f"the list ends before its element {index}")
        for index, text in enumerate(expected)
        if index >= len(actual)
    ]
    extra = [unwanted((*path, index), actual[index]) for index in range(len(expected), len(actual))]
    return (missing + extra)[:MAX_DIFFERENCES]


def difference_lines(differences: Sequence[Difference], place_of: Callable[[Path], str]) -> tuple[str, ...]:
    """`- place: expected` and `+ place: actual` lines, at most `MAX_DIFF_LINES`."""
    lines: list[str] = []
    for index, difference in enumerate(differences):
        where = place_of(difference.path)
        block = [
            _cut(f"{sign} {where}: {text}")
            for sign, text in (("-", difference.expected), ("+", difference.actual))
            if text is not None
        ]
        if len(lines) + len(block) > MAX_DIFF_LINES - 1 and index < len(differences) - 1:
            left = len(differences) - index
            return (*lines, f"  ... and {left} more difference{'s' if left > 1 else ''}")
        lines.extend(block)
    return tuple(lines)


def text_diff(expected: str, actual: str) -> tuple[str, ...]:
    """The lines that differ between two texts of several lines, with a little around them; empty for single lines."""
    if "\n" not in expected and "\n" not in actual:
        return ()
    wanted, got = expected.split("\n"), actual.split("\n")
    if len(wanted) > _MAX_TEXT_LINES or len(got) > _MAX_TEXT_LINES:
        return _first_different_line(wanted, got)
    lines = list(islice(unified_diff(wanted, got, n=1, lineterm=""), 2, MAX_DIFF_LINES + 3))
    shown = tuple(_cut(line) for line in lines[:MAX_DIFF_LINES])
    return (*shown, "  ...") if len(lines) > MAX_DIFF_LINES else shown


def _first_different_line(expected: list[str], actual: list[str]) -> tuple[str, ...]:
    index = next(
        (index for index, (wanted, got) in enumerate(zip(expected, actual, strict=False)) if wanted != got),
        min(len(expected), len(actual)),
    )
    wanted, got = expected[index : index + 1], actual[index : index + 1]
    return (
        f"@@ line {index + 1} @@",
        *(_cut(f"-{line}") for line in wanted),
        *(_cut(f"+{line}") for line in got),
    )


def _cut(line: str) -> str:
    return printable(shortened(line, MAX_LINE_CHARACTERS))
