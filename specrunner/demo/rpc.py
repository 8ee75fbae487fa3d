"""A calculator that speaks JSON-RPC 2.0: texts in, texts out, wherever they come from.

It follows the specification, but for `misbehave`, which breaks it in the way that is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
DIVISION_BY_ZERO = -32000
MAX_BATCH = 1000


class Refusal(Exception):
    """Becomes the error that answers a request."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    def as_json(self) -> dict[str, Any]:
        shown = {"code": self.code, "message": self.message}
        return shown if self.data is None else shown | {"data": self.data}


@dataclass(frozen=True, slots=True)
class Answered:
    """`content` is None where nothing is to be said; `code` that of the error, where the answer is one."""

    content: Any = None
    code: int | None = None


def answer_text(text: bytes) -> Answered:
    """The answer to one text: a request, a notification or a batch."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return _refused(None, Refusal(PARSE_ERROR, "Parse error"))
    if not isinstance(value, list):
        return answer_message(value)
    if not value or len(value) > MAX_BATCH:
        return _refused(None, Refusal(INVALID_REQUEST, "Invalid Request"))
    answers = [answered.content for answered in map(answer_message, value) if answered.content is not None]
    return Answered(answers or None)


def answer_message(value: Any) -> Answered:
    """The answer to one message of any shape."""
    if not is_request(value):
        return _refused(None, Refusal(INVALID_REQUEST, "Invalid Request"))
    is_told = "id" not in value
    try:
        result = _call(value["method"], value.get("params", []))
    except Refusal as refusal:
        return Answered() if is_told else _refused(value["id"], refusal)
    if value["method"] == "misbehave":
        return Answered(_broken(value.get("params"), value.get("id")))
    return Answered() if is_told else Answered({"jsonrpc": "2.0", "id": value["id"], "result": result})


def is_request(value: Any) -> bool:
    """Whether it is a request or a notification."""
    return (
        isinstance(value, dict)
        and value.get("jsonrpc") == "2.0"
        and isinstance(value.get("method"), str)
        and isinstance(value.get("params", []), list | dict)
        and not isinstance(value.get("id"), bool | list | dict)
    )


def _refused(id_: Any, refusal: Refusal) -> Answered:
    return Answered({"jsonrpc": "2.0", "id": id_, "error": refusal.as_json()}, refusal.code)


def _call(name: str, params: list[Any] | dict[str, Any]) -> Any:
    method = METHODS.get(name)
    if method is None:
        raise Refusal(METHOD_NOT_FOUND, "Method not found", {"known": sorted(METHODS)})
    try:
        return method(*params) if isinstance(params, list) else method(**params)
    except TypeError as error:
        raise Refusal(INVALID_PARAMS, "Invalid params", {"method": name}) from error


def _divide(dividend: float, divisor: float) -> float:
    if divisor == 0:
        raise Refusal(DIVISION_BY_ZERO, "Division by zero", {"dividend": dividend})
    return dividend / divisor


def _subtract(minuend: float, subtrahend: float) -> float:
    return minuend - subtrahend


def _add(*numbers: float) -> float:
    return sum(numbers)


def _echo(*values: Any, **named: Any) -> Any:
    return named or list(values)


def _take(*values: Any, **named: Any) -> None:
    """For notifications: does nothing."""


def _get_data() -> list[Any]:
    return ["hello", 5]


def _misbehave(how: str) -> None:
    if how not in _BROKEN:
        raise Refusal(INVALID_PARAMS, "Invalid params", {"known": sorted(_BROKEN)})


METHODS: Mapping[str, Callable[..., Any]] = {
    "calc.add": _add,
    "calc.div": _divide,
    "subtract": _subtract,
    "sum": _add,
    "get_data": _get_data,
    "echo": _echo,
    "update": _take,
    "notify_sum": _take,
    "notify_hello": _take,
    "log.write": _take,
    "misbehave": _misbehave,
}

_BROKEN: Mapping[str, Callable[[Any], Any]] = {
    "text id": lambda id_: {"jsonrpc": "2.0", "id": str(id_), "result": True},
    "both": lambda id_: {"jsonrpc": "2.0", "id": id_, "result": True, "error": {"code": 1, "message": "no"}},
    "neither": lambda id_: {"jsonrpc": "2.0", "id": id_},
    "version": lambda id_: {"jsonrpc": "1.0", "id": id_, "result": True},
    "code": lambda id_: {"jsonrpc": "2.0", "id": id_, "error": {"code": "E1", "message": "no"}},
    "twice": lambda id_: [{"jsonrpc": "2.0", "id": id_, "result": each} for each in (1, 2)],
    "silence": lambda id_: None,
}


def _broken(params: Any, id_: Any) -> Any:
    """An answer that breaks the specification; notifications are answered too."""
    how = params[0] if isinstance(params, list) else params["how"]
    return _BROKEN[how](id_)


def talk(line: bytes) -> list[Any]:
    """What follows a line on a connection that stays open: `count` sends notifications before its answer."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = None
    if is_request(value) and value["method"] == "count":
        params = value.get("params", [])
        last = params[0] if isinstance(params, list) and params else 3
        ticks = [{"jsonrpc": "2.0", "method": "tick", "params": {"number": n}} for n in range(1, min(last, 1000) + 1)]
        return [*ticks, {"jsonrpc": "2.0", "id": value["id"], "result": last}] if "id" in value else ticks
    content = answer_text(line).content
    return [] if content is None else [content]
