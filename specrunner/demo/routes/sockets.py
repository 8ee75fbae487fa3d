"""WebSockets: a chat with rooms, and an echo. Both say what they do in JSON or not at all."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio
import orjson
from starlette.responses import JSONResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..problems import FORBIDDEN, MEDIA_TYPE, UNAUTHORIZED, ProblemType
from ..rooms import Guest, RoomFull
from ..shop import Shop
from ..users import Door

SUBPROTOCOLS = ("chat.v2", "chat.v1")
BAD_MESSAGE = 1003
NO_PONG = 4408
FULL = 1013
MAX_COUNT = 20_000


async def echo(socket: WebSocket) -> None:
    """Sends back what comes, text as text and bytes as bytes."""
    await socket.accept()
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is not None:
            await socket.send_text(message["text"])
        else:
            await socket.send_bytes(message["bytes"])


async def chat(socket: WebSocket) -> None:
    """`?name=` and `?room=` say who and where; a bearer token, where there is one, must be good."""
    shop: Shop = socket.app.state.shop
    name = await _admit(socket, shop)
    if name is None:
        return
    chosen = next((each for each in SUBPROTOCOLS if each in socket.scope["subprotocols"]), None)
    await socket.accept(subprotocol=chosen)
    try:
        guest = shop.rooms.enter(name, socket.query_params.get("room", "lobby"))
    except RoomFull:
        await socket.close(FULL, "there are too many guests")
        return
    guest.tell({"type": "welcome", "sid": guest.number, "name": name, "room": guest.room})
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_deliver, socket, guest)
            if beat := socket.query_params.get("heartbeat"):
                tasks.start_soon(_beat, socket, guest, min(max(float(beat), 0.02), 60.0))
            await _listen(socket, guest, shop)
            tasks.cancel_scope.cancel()
    finally:
        shop.rooms.leave(guest)
        shop.rooms.tell_others(guest, {"type": "left", "name": name})


async def _admit(socket: WebSocket, shop: Shop) -> str | None:
    """The guest's name; None when the handshake was refused."""
    origin = socket.headers.get("origin")
    if origin is not None and not origin.startswith(("http://127.0.0.1", "http://localhost", "https://shop.example")):
        await _refuse(socket, FORBIDDEN, f"pages of {origin} may not chat here")
        return None
    scheme, _, token = socket.headers.get("authorization", "").partition(" ")
    if scheme:
        login = shop.tokens.look_up(token.strip(), Door.BEARER, shop.clock())
        if login is None:
            await _refuse(socket, UNAUTHORIZED, "the token is unknown or expired: POST /login")
            return None
        return login.user.name
    cookie = shop.tokens.look_up(socket.cookies.get("session", ""), Door.SESSION, shop.clock())
    return socket.query_params.get("name", "guest") if cookie is None else cookie.user.name


async def _refuse(socket: WebSocket, kind: ProblemType, detail: str) -> None:
    content = {"title": kind.title, "status": kind.status, "detail": detail, "instance": socket.url.path}
    headers = {"WWW-Authenticate": 'Bearer realm="specrunner demo"'} if kind is UNAUTHORIZED else {}
    response = JSONResponse(content, kind.status, headers, media_type=MEDIA_TYPE)
    await socket.send_denial_response(response)


async def _deliver(socket: WebSocket, guest: Guest) -> None:
    async for message in guest.inbox:
        if message["type"] == "close":
            # Behind whatever waited before it.
            await socket.close(message["code"], message["reason"])
            return
        await socket.send_text(orjson.dumps(message).decode())


async def _beat(socket: WebSocket, guest: Guest, every_s: float) -> None:
    """A Ping of the application's own; a guest that does not answer in time is sent away."""
    number = 0
    while True:
        await anyio.sleep(every_s)
        if socket.state.beat < number:
            await socket.close(NO_PONG, f"beat {number} was not answered")
            return
        number += 1
        guest.tell({"type": "beat", "number": number})


async def _listen(socket: WebSocket, guest: Guest, shop: Shop) -> None:
    socket.state.beat = 0
    while True:
        try:
            text: str | None = await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            # RuntimeError: we have closed it ourselves.
            return
        except KeyError:
            text = None
        if text is None:
            # Servers differ in whether they leave out the text of a binary message.
            await socket.close(BAD_MESSAGE, "send text")
            return
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            guest.tell({"type": "error", "message": "that is not JSON"})
            continue
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "close":
            guest.tell({"type": "close", "code": message.get("code", 1000), "reason": message.get("reason", "")})
            continue
        answer = _ANSWERS.get(kind) if isinstance(kind, str) else None
        if answer is None:
            guest.tell({"type": "error", "message": f"there is no message of the type {kind!r}"})
        else:
            await answer(message, guest, shop, socket)


async def _say(message: Mapping[str, Any], guest: Guest, shop: Shop, socket: WebSocket) -> None:
    said = {"type": "said", "from": guest.name, "text": message.get("text", "")}
    heard = shop.rooms.tell_others(guest, said)
    guest.tell({"type": "ack", "id": message.get("id"), "heard": heard})


async def _who(message: Mapping[str, Any], guest: Guest, shop: Shop, socket: WebSocket) -> None:
    guest.tell({"type": "guests", "names": shop.rooms.names(guest.room)})


async def _count(message: Mapping[str, Any], guest: Guest, shop: Shop, socket: WebSocket) -> None:
    """Messages from 1 to `to`, `gap` seconds apart; the last one has `is_last`."""
    last = min(int(message.get("to", 3)), MAX_COUNT)
    gap_s = min(float(message.get("gap", 0)), 10.0)
    for number in range(1, last + 1):
        if gap_s and number > 1:
            await anyio.sleep(gap_s)
        content = {"type": "number", "number": number, "is_last": number == last}
        # Not `tell`, which would lose what does not fit; behind what waits, so that the order stays.
        await guest.outbox.send(content)


async def _beaten(message: Mapping[str, Any], guest: Guest, shop: Shop, socket: WebSocket) -> None:
    socket.state.beat = max(socket.state.beat, int(message.get("number", 0)))


_Answer = Callable[[Mapping[str, Any], Guest, Shop, WebSocket], Awaitable[None]]
_ANSWERS: dict[str, _Answer] = {"say": _say, "who": _who, "count": _count, "alive": _beaten}

SOCKETS = (WebSocketRoute("/chat", chat), WebSocketRoute("/echo", echo))
