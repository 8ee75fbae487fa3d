"""Words that every room of the server uses: revisions, errors, and the other side as a tool sees it."""

from collections.abc import Mapping
from typing import Any, Protocol

SESSION_REVISIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
STATELESS = "2026-07-28"
META = "io.modelcontextprotocol/"
SERVER_INFO = {"name": "specrunner-demo", "title": "The demo's tools", "version": "1.0.0"}
INSTRUCTIONS = "Call `echo` to see whether anybody is there."

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_FOUND_BEFORE_2026 = -32002
HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION = -32020, -32021, -32022

Json = dict[str, Any]


class RpcFailure(Exception):
    """Ends a request with an error. `status` is the HTTP status that goes with it."""

    def __init__(self, code: int, message: str, data: Any = None, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.message, self.data, self.status = code, message, data, status

    def present(self) -> Json:
        return {"code": self.code, "message": self.message} | ({} if self.data is None else {"data": self.data})


class InputRequired(Exception):
    """Ends a request without a session: the client is to send it again with this input."""

    def __init__(self, key: str, request: Json) -> None:
        super().__init__(key)
        self.key, self.request = key, request


class Caller(Protocol):
    """The client that a request came from."""

    revision: str
    capabilities: Mapping[str, Any]

    async def notify(self, method: str, params: Json) -> None:
        """Tells it something that belongs to the request."""
        ...

    async def ask(self, key: str, method: str, params: Json) -> Json:
        """Asks it something; the same `key` means the same question. Raises RpcFailure when it refuses."""
        ...


def result_of(id_: Any, result: Any) -> Json:
    return {"jsonrpc": "2.0", "id": id_, "result": result}


def error_of(id_: Any, failure: RpcFailure) -> Json:
    return {"jsonrpc": "2.0", "id": id_, "error": failure.present()}
