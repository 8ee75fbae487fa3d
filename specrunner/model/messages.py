"""pydantic's errors in the words of someone who writes YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from ..lean import dataclass
from ..values import Template, described


@dataclass(frozen=True, slots=True)
class Explained:
    """What is wrong (`message`, to follow "`key` " or to stand alone) and what was expected, in a few words."""

    message: str
    expected: str = ""


_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a map",
    "mapping_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
    "none_required": "nothing (null)",
    "date_type": "a date such as 2027-01-31",
}


def explain_error(error: ErrorDetails) -> Explained:
    """One pydantic error as a sentence. Unknown kinds of error fall back to pydantic's text, without its prefix."""
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    if isinstance(value, Template):
        return Explained("is fixed when the spec is read, so it cannot hold an expression")
    if (expected := _EXPECTED.get(kind)) is not None:
        return Explained(f"must be {expected}, not {described(value)}", expected)
    if kind == "missing":
        return Explained("is missing")
    if kind == "extra_forbidden":
        return Explained("is unknown here")
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", "")).replace("'", "`")
        return Explained(f"must be {expected}, not {described(value)}", expected)
    if kind == "value_error":
        return Explained(str(context.get("error", error["msg"])))
    return Explained(_bound(kind, context, value) or _plain(error["msg"]))


def _bound(kind: str, context: Mapping[str, Any], value: object) -> str:
    """Errors of size and range; empty for any other kind."""
    words = {
        "greater_than": ("gt", "greater than"),
        "greater_than_equal": ("ge", "at least"),
        "less_than": ("lt", "less than"),
        "less_than_equal": ("le", "at most"),
    }
    if kind in words:
        key, text = words[kind]
        return f"must be {text} {context.get(key)}, not {described(value)}"
    if kind in {"too_short", "string_too_short"}:
        least = context.get("min_length")
        return "must not be empty" if least == 1 else f"must have at least {least} entries"
    if kind == "too_long":
        return f"must have at most {context.get('max_length')} entries"
    return ""


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input should be ")
    return text if text != message else message[:1].lower() + message[1:]
