"""JSON-RPC 2.0 messages: what was received is read as it is, and what is wrong with it is a fact beside it.

https://www.jsonrpc.org/specification, sections 4 to 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ...lean import dataclass
from ...values import MISSING, describe

VERSION = "2.0"

Key: TypeAlias = tuple[str, object]
"""An id with its type, so that 1, "1" and 1.0 are three."""


@dataclass(frozen=True, slots=True)
class RpcError:
    """The error of a response. `code` and `message` are as they came, also of a wrong type; MISSING when absent."""

    code: object
    message: object
    data: object = MISSING

    def present(self) -> dict[str, object]:
        """The members that are there."""
        members = {"code": self.code, "message": self.message, "data": self.data}
        return {name: value for name, value in members.items() if value is not MISSING}


@dataclass(frozen=True, slots=True)
class RpcRequest:
    """A call that wants an answer. `problems` says what breaks the specification, a sentence each."""

    id: object
    method: str
    params: object = MISSING
    value: Mapping[str, object] | None = None
    problems: tuple[str, ...] = ()

    def present(self) -> dict[str, object]:
        """The message to send."""
        return {"jsonrpc": VERSION, "id": self.id, "method": self.method, **_params(self.params)}


@dataclass(frozen=True, slots=True)
class RpcNotification:
    """A call that wants no answer: it has no id."""

    method: str
    params: object = MISSING
    value: Mapping[str, object] | None = None
    problems: tuple[str, ...] = ()

    def present(self) -> dict[str, object]:
        """The message to send."""
        return {"jsonrpc": VERSION, "method": self.method, **_params(self.params)}


@dataclass(frozen=True, slots=True)
class RpcResponse:
    """An answer. `id` is MISSING when it has none; `result` MISSING and `error` None when they are absent."""

    id: object
    result: object = MISSING
    error: RpcError | None = None
    value: Mapping[str, object] | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        return self.error is not None


@dataclass(frozen=True, slots=True)
class RpcMalformed:
    """A value that is neither request, notification nor response."""

    value: object
    problems: tuple[str, ...]


RpcMessage: TypeAlias = RpcRequest | RpcNotification | RpcResponse | RpcMalformed


def rpc_id_key(id_: object) -> Key:
    """What an id is looked up by: its type and its value."""
    if isinstance(id_, bool):
        return "boolean", id_
    if isinstance(id_, int):
        return "integer", id_
    if isinstance(id_, float):
        return "number", id_
    if isinstance(id_, str):
        return "text", id_
    return ("null", None) if id_ is None else ("other", describe(id_))


def read_rpc_message(value: object) -> RpcMessage:
    """The message that a JSON value is. Never raises: what is wrong is in `problems`."""
    if not isinstance(value, Mapping):
        return RpcMalformed(value, (f"a message is a map, not {describe(value)}",))
    problems = _version_problems(value)
    if "method" in value:
        return _read_call(value, problems)
    if "result" in value or "error" in value:
        return _read_response(value, problems)
    return RpcMalformed(value, (*problems, "a message has `method`, `result` or `error`, and this has none of them"))


def _version_problems(value: Mapping[str, object]) -> list[str]:
    version = value.get("jsonrpc", MISSING)
    if version is MISSING:
        return ['`jsonrpc: "2.0"` is missing']
    return [] if version == VERSION else [f'`jsonrpc` is {describe(version)}, not text "2.0"']


def _read_call(value: Mapping[str, object], problems: list[str]) -> RpcMessage:
    method, params = value["method"], value.get("params", MISSING)
    if not isinstance(method, str):
        return RpcMalformed(value, (*problems, f"`method` is a text, not {describe(method)}"))
    if params is not MISSING and not isinstance(params, Mapping | list):
        # Section 4.2: a structured value, if present at all.
        problems.append(f"`params` is a list or a map, not {describe(params)}")
    problems.extend(f"a call has no `{name}`" for name in ("result", "error") if name in value)
    if "id" not in value:
        return RpcNotification(method, params, value, tuple(problems))
    problems.extend(_id_problems(value["id"]))
    return RpcRequest(value["id"], method, params, value, tuple(problems))


def _read_response(value: Mapping[str, object], problems: list[str]) -> RpcMessage:
    id_ = value.get("id", MISSING)
    if id_ is MISSING:
        problems.append("a response needs an `id`, null where that of the request is not known")
    else:
        problems.extend(_id_problems(id_))
    error = _read_error(value["error"], problems) if "error" in value else None
    if "result" in value and "error" in value:
        problems.append("a response has either `result` or `error`, and this has both")
    if id_ is None and "result" in value:
        problems.append("the `id` of a result is that of its request, not null")
    return RpcResponse(id_, value.get("result", MISSING), error, value, tuple(problems))


def _id_problems(id_: object) -> list[str]:
    if isinstance(id_, bool) or not isinstance(id_, str | int | float | None):
        return [f"`id` is a text, a number or null, not {describe(id_)}"]
    return []


def _read_error(value: object, problems: list[str]) -> RpcError:
    if not isinstance(value, Mapping):
        problems.append(f"`error` is a map with `code` and `message`, not {describe(value)}")
        return RpcError(MISSING, MISSING, value)
    code, message = value.get("code", MISSING), value.get("message", MISSING)
    if isinstance(code, bool) or not isinstance(code, int):
        problems.append(f"`error.code` is an integer, not {describe(code)}")
    if not isinstance(message, str):
        problems.append(f"`error.message` is a text, not {describe(message)}")
    return RpcError(code, message, value.get("data", MISSING))


def _params(params: object) -> dict[str, object]:
    return {} if params is MISSING else {"params": params}


def rpc_result(id_: object, result: object) -> dict[str, object]:
    """The answer to a request, as a value to send."""
    return {"jsonrpc": VERSION, "id": id_, "result": result}


def rpc_error(id_: object, code: int, message: str, data: object = MISSING) -> dict[str, object]:
    """The refusal of a request, as a value to send."""
    return {"jsonrpc": VERSION, "id": id_, "error": RpcError(code, message, data).present()}
