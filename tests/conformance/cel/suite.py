"""The "simple" conformance cases of google/cel-spec, and how they fare here."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import FunctionContext, Scope, compile_expression
from specrunner.values.kinds import TYPE_VALUES, kind_of

from .textproto import Message, parse

# What an error must be to count as the error that a case asks for: found by the rules of values and types, and not
# because something in the expression is no part of the language here.
ERRORS = frozenset(f"SR03{number:02}" for number in (2, 6, 8, 10, 11, 12, 13, 14, 15, 16))
_CONTEXT = FunctionContext(lambda: datetime(2027, 1, 31, tzinfo=UTC), random.Random(1), lambda path: b"", lambda: 0.0)


class Foreign(Exception):
    """A value of the case that has no counterpart here: an unsigned integer, a message."""


@dataclass(frozen=True)
class Case:
    """One case. `name` is `file/section/test`."""

    name: str
    message: Message

    @property
    def expression(self) -> str:
        return self.message["expr"][0].decode()


def cases(folder: Path) -> Iterator[Case]:
    """Every case in a folder of text files. A name that comes again in its section gets a number, from `#2`."""
    seen: Counter[str] = Counter()
    for path in sorted(folder.glob("*.textproto")):
        file = parse(path.read_text())
        for section in file.get("section", ()):
            for test in section.get("test", ()):
                name = f"{path.stem}/{section['name'][0].decode()}/{test['name'][0].decode()}"
                seen[name] += 1
                yield Case(name if seen[name] == 1 else f"{name}#{seen[name]}", test)


def complaint(case: Case) -> str | None:
    """None when the case passes, else why not."""
    message = case.message
    wants_error = "eval_error" in message or "any_eval_errors" in message
    try:
        names = {
            each["key"][0].decode(): _value(each["value"][0]["value"][0]) for each in message.get("bindings", ())
        }
        wanted = None if wants_error else _wanted(message)
    except Foreign as foreign:
        return str(foreign)
    source = SourceText("case", case.expression)
    try:
        found = compile_expression(case.expression, source.span).evaluate(Scope(names, functions=_CONTEXT))
    except DiagnosticError as error:
        problem = error.diagnostics[0]
        return None if wants_error and problem.code in ERRORS else f"{problem.code}: {problem.message}"
    if wants_error:
        return f"gives {found!r} in place of an error"
    return None if _same(found, wanted) else f"gives {found!r} in place of {wanted!r}"


def _wanted(message: Message) -> object:
    if "value" in message:
        return _value(message["value"][0])
    if "typed_result" in message:
        result = message["typed_result"][0].get("result")
        if result is None:
            raise Foreign("tests the type checker only")
        return _value(result[0])
    if "unknown" in message or "any_unknowns" in message:
        raise Foreign("unknown values")
    return True


def _value(message: Message) -> object:
    (kind, (raw, *_)), *_ = message.items()
    match kind:
        case "int64_value":
            return int(raw)
        case "double_value":
            return float(raw)
        case "string_value":
            return raw.decode()
        case "bytes_value":
            return raw
        case "bool_value":
            return raw == "true"
        case "null_value":
            return None
        case "list_value":
            return [_value(item) for item in raw.get("values", ())]
        case "map_value":
            return {_key(entry["key"][0]): _value(entry["value"][0]) for entry in raw.get("entries", ())}
        case "type_value":
            return _type(raw.decode())
        case "object_value":
            return _object(raw)
        case _:
            raise Foreign(f"a value of the kind {kind.removesuffix('_value')}")


def _key(message: Message) -> str:
    key = _value(message)
    if not isinstance(key, str):
        raise Foreign("a map with keys that are not text")
    return key


def _type(name: str) -> object:
    if name not in TYPE_VALUES:
        raise Foreign(f"the type {name}")
    return TYPE_VALUES[name]


def _object(message: Message) -> object:
    (name, (fields, *_)), *_ = message.items()
    seconds = int(fields.get("seconds", ["0"])[0])
    micros, rest = divmod(int(fields.get("nanos", ["0"])[0]), 1000)
    if rest or not name.endswith(("google.protobuf.Timestamp]", "google.protobuf.Duration]")):
        raise Foreign("nanoseconds" if rest else f"a message {name}")
    span = timedelta(seconds=seconds, microseconds=micros)
    return datetime(1970, 1, 1, tzinfo=UTC) + span if name.endswith("Timestamp]") else span


def _same(found: Any, wanted: Any) -> bool:
    if kind_of(found) != kind_of(wanted):
        return False
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(_same(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, float):
        return found == wanted or (math.isnan(found) and math.isnan(wanted))
    return bool(found == wanted)
