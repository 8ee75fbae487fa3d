"""A matrix to its rows."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from ..source import Diagnostic, did_you_mean, nearest
from ..source.codes import plan as codes
from ..syntax import MappingNode, Node, key_span, resolve_plain
from ..values import is_sensitive_name

MAX_ROWS = 10_000
Row = dict[str, Any]


def matrix_rows(
    matrix: Mapping[str, Any], node: Node, read_file: Callable[[str], bytes]
) -> tuple[list[Row], list[Diagnostic]]:
    """Every combination of the axes with every one of `rows`, less those of `exclude`, in the order written."""
    problems: list[Diagnostic] = []
    axes = {name: values for name, values in matrix.items() if name not in ("rows", "exclude")}
    for name, values in axes.items():
        if not isinstance(values, list) or not values:
            message = f"the axis `{name}` must be a list with at least one value"
            problems.append(codes.BAD_MATRIX.at(_place(node, name).span, message))
    base = _base_rows(matrix, node, read_file, problems)
    excluded = _excluded(matrix.get("exclude", []), node, {*axes, *(base[0] if base else ())}, problems)
    if problems:
        return [], problems
    combined = [{**row, **dict(zip(axes, values, strict=True))} for row in base for values in product(*axes.values())]
    rows = [row for row in combined if not any(_fits(row, each) for each in excluded)]
    if not rows or len(rows) > MAX_ROWS:
        message = f"the matrix gives {len(rows)} rows; it must give 1 to {MAX_ROWS}"
        problems.append(codes.BAD_MATRIX.at(node.span, message))
        return [], problems
    return rows, problems


def _excluded(excluded: Any, node: Node, names: set[str], problems: list[Diagnostic]) -> list[Row]:
    """The patterns of `exclude`, whose keys must be names of the matrix: another one would exclude nothing."""
    place = _place(node, "exclude")
    if not isinstance(excluded, list) or not all(isinstance(each, dict) for each in excluded):
        problems.append(codes.BAD_MATRIX.at(place.span, "`exclude` is a list of maps"))
        return []
    for index, pattern in enumerate(excluded):
        for name in pattern:
            if names and name not in names:
                message = f"the matrix has no `{name}`, so nothing is excluded by it"
                span = key_span(place, (index, name))
                problems.append(codes.BAD_MATRIX.at(span, message, hint=did_you_mean(name, names)))
    return excluded


def unused_axes(matrix: Mapping[str, Any], node: Node, used: Container[str]) -> Iterator[Diagnostic]:
    """Axes that nothing reads. One that is nearly `rows` or `exclude` is a slip, an error; the others are warnings.

    Columns of `rows` may go unread.
    """
    for name in matrix:
        if name in ("rows", "exclude") or name in used:
            continue
        span, meant = key_span(node, (name,)), nearest(name, ("rows", "exclude"))
        if meant is not None:
            message = f"`{name}` would be an axis, and nothing reads it"
            yield codes.BAD_MATRIX.at(span, message, hint=f"did you mean `{meant}`?")
        else:
            message = f"nothing reads the axis `{name}`, so the spec runs several times alike"
            yield codes.UNUSED_AXIS.at(span, message, hint=f"read it as `matrix.{name}`, or take it out")


def row_labels(rows: Sequence[Row]) -> list[str]:
    """`region=eu, size=2` for each row, to name its spec by: short, and no two alike.

    Maps and lists are left out where there is anything else to tell the rows by.
    """
    first = rows[0] if rows else {}
    plain = [name for name in first if not any(isinstance(row[name], dict | list) for row in rows)]
    labels = [", ".join(f"{name}={_shown(name, row[name])}" for name in plain or row) for row in rows]
    counts = Counter(labels)
    return [
        label if label and counts[label] == 1 else f"{label}, row={number}".removeprefix(", ")
        for number, label in enumerate(labels, 1)
    ]


def _shown(name: str, value: object) -> str:
    return "***" if is_sensitive_name(name) else _short(value)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:39] + "…"


def _fits(row: Row, pattern: Row) -> bool:
    return all(name in row and row[name] == value for name, value in pattern.items())


def _place(node: Node, name: str) -> Node:
    found = node.get(name) if isinstance(node, MappingNode) else None
    return found if found is not None else node


def _base_rows(
    matrix: Mapping[str, Any], node: Node, read_file: Callable[[str], bytes], problems: list[Diagnostic]
) -> list[Row]:
    """What `rows` gives; one empty row without it."""
    if "rows" not in matrix:
        return [{}]
    rows, place = matrix["rows"], _place(node, "rows")
    if isinstance(rows, str):
        try:
            rows = _parse_rows(rows, read_file(rows))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(codes.BAD_MATRIX.at(place.span, f"`{matrix['rows']}` cannot be read: {reason}"))
            return []
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        problems.append(codes.BAD_MATRIX.at(place.span, "`rows` must give a list of maps, at least one"))
        return []
    names = set(rows[0])
    for number, row in enumerate(rows, 1):
        if set(row) != names:
            odd = ", ".join(f"`{name}`" for name in sorted(names.symmetric_difference(row)))
            problems.append(codes.BAD_MATRIX.at(place.span, f"row {number} differs from the first in {odd}"))
            return []
    return rows


def _parse_rows(name: str, data: bytes) -> object:
    """JSON: the list of maps. CSV: a header line, then cells typed as YAML types them; a leading `'` keeps text."""
    text = data.decode("utf-8-sig")
    if name.lower().endswith(".json"):
        return json.loads(text)
    if not name.lower().endswith(".csv"):
        raise ValueError("rows come from a .csv or a .json file")
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
    for record in records:
        if None in record or None in record.values():
            raise ValueError(f"line {reader.line_num}: not as many cells as the header has")
    return [{key: _cell(value) for key, value in record.items()} for record in records]


def _cell(text: str) -> object:
    if text.startswith("'"):
        return text[1:]
    return "" if text == "" else resolve_plain(text)
