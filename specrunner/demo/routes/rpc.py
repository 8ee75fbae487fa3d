"""JSON-RPC over HTTP, and over a WebSocket on which the service calls back."""

from itertools import count
from typing import Any

import anyio
import orjson
from starlette.responses import JSONResponse, Response
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..endpoint import Answer, Body, Call, Endpoint, query
from ..rpc import INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, answer_text, is_request, talk

_STATUS = {PARSE_ERROR: 400, INVALID_REQUEST: 400, METHOD_NOT_FOUND: 404}
MAX_DELAY_S = 10.0


def answer(call: Call) -> Response:
    """Errors with the status 200, or with one that fits: which, the specification leaves open."""
    answered = answer_text(call.raw)
    if answered.content is None:
        return Response(status_code=204)
    is_telling = call.values["errors"] == "status" and answered.code is not None
    return JSONResponse(answered.content, _STATUS.get(answered.code or 0, 500) if is_telling else 200)


async def converse(socket: WebSocket) -> None:
    """Everything that the calculator knows; `later` answers after a while, `ask` calls the client first."""
    await socket.accept(subprotocol="jsonrpc" if "jsonrpc" in socket.scope["subprotocols"] else None)
    asked: dict[Any, Any] = {}
    numbers = count(1)
    try:
        async with anyio.create_task_group() as tasks:
            while True:
                text = await socket.receive_text()
                value = _loaded(text)
                if isinstance(value, dict) and "method" not in value:
                    if (waiting := asked.pop(value.get("id"), None)) is not None:
                        content = {name: value[name] for name in ("result", "error") if name in value}
                        await _send(socket, {"jsonrpc": "2.0", "id": waiting, "result": content})
                elif is_request(value) and value["method"] == "later":
                    tasks.start_soon(_answer_later, socket, value)
                elif is_request(value) and value["method"] == "ask":
                    # Ids of the two directions have nothing to do with each other: this one counts from 1 too.
                    number = next(numbers)
                    asked[number] = value["id"]
                    await _send(socket, {"jsonrpc": "2.0", "id": number, **value["params"]})
                else:
                    for content in talk(text.encode()):
                        await _send(socket, content)
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return


def _loaded(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


async def _send(socket: WebSocket, content: Any) -> None:
    await socket.send_text(orjson.dumps(content).decode())


async def _answer_later(socket: WebSocket, value: dict[str, Any]) -> None:
    delay_s = min(float(value.get("params", {}).get("seconds", 0.1)), MAX_DELAY_S)
    await anyio.sleep(delay_s)
    await _send(socket, {"jsonrpc": "2.0", "id": value.get("id"), "result": {"after": delay_s}})


_ANY = {"type": ["object", "array"]}
ENDPOINTS = (
    Endpoint(
        ("POST",),
        "/rpc",
        answer,
        "rpc",
        "JSON-RPC 2.0: a calculator",
        {
            200: Answer("The answer, or a list of them to a batch", _ANY),
            204: Answer("Nothing to say: only notifications came", media=None),
            400: Answer("With `errors=status`: not JSON, or no request", _ANY),
            404: Answer("With `errors=status`: no such method", _ANY),
            500: Answer("With `errors=status`: every other error", _ANY),
        },
        parameters=(
            query("errors", "Whether errors have a status of their own", enum=["200", "status"], default="200"),
        ),
        body=Body({"*/*": {}}, is_required=False),
        description="Follows https://www.jsonrpc.org/specification, but for the method `misbehave`.",
    ),
)
SOCKETS = (WebSocketRoute("/rpc", converse),)
