"""The server over HTTP: Streamable HTTP of both eras at `/mcp`, HTTP+SSE of 2024-11-05 at `/sse`."""

import json
from typing import Any
from urllib.parse import urlsplit

import trio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .catalogue import Catalogue
from .events import EventStream, encoded
from .guard import METADATA_PATH, PATH, Guard
from .mirror import check_mirrored
from .protocol import (
    INVALID_REQUEST,
    META,
    PARSE_ERROR,
    SESSION_REVISIONS,
    STATELESS,
    Json,
    RpcFailure,
    error_of,
)
from .sessions import Session, Sessions
from .stateless import respond

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
RETRY_MS = 50
Answer = Response | EventStream


def create_mcp_app(issuer: str | None = None) -> Starlette:
    """A server with its own state. It needs no lifespan. `issuer` makes the tokens for its private door."""
    endpoint = Endpoint()
    routes = [
        Route("/mcp", endpoint.mcp, methods=["GET", "POST", "DELETE"]),
        Route("/sse", endpoint.open_sse, methods=["GET"]),
        Route("/messages", endpoint.take_message, methods=["POST"]),
        Route("/health", lambda request: JSONResponse({"status": "ok"}), methods=["GET"]),
    ]
    if issuer is not None:
        guard = Guard(issuer)

        async def guarded(request: Request) -> Answer:
            refusal = await guard.refusal(request, await request.body())
            return await endpoint.mcp(request) if refusal is None else refusal

        routes.append(Route(PATH, guarded, methods=["GET", "POST", "DELETE"]))
        routes.append(Route(METADATA_PATH, guard.metadata, methods=["GET"]))
    return Starlette(routes=routes)


class Endpoint:
    """The handlers, and what they share."""

    def __init__(self) -> None:
        self.catalogue = Catalogue()
        self.sessions = Sessions(self.catalogue)

    async def mcp(self, request: Request) -> Answer:
        try:
            _check_origin(request)
            if request.method == "POST":
                return await self._post(request)
            if request.headers.get("mcp-protocol-version") == STATELESS:
                raise RpcFailure(INVALID_REQUEST, "only POST since 2026-07-28", status=405)
            session = self._session(request)
            if request.method == "DELETE":
                self.sessions.end(session.id)
                return Response(status_code=204)
            return _listening(session, request.headers.get("last-event-id", ""))
        except RpcFailure as failure:
            return _failed(failure)

    async def _post(self, request: Request) -> Answer:
        body = await request.body()
        try:
            value = json.loads(body)
        except ValueError:
            raise RpcFailure(PARSE_ERROR, "the body is not JSON", status=400) from None
        if isinstance(value, list):
            return await self._batch(request, value)
        _check_message(value)
        meta = (value.get("params") or {}).get("_meta") if isinstance(value.get("params"), dict) else None
        header = request.headers.get("mcp-protocol-version", "")
        if (isinstance(meta, dict) and f"{META}protocolVersion" in meta) or header >= STATELESS:
            return await self._stateless(request, value, header)
        return await self._in_session(request, value)

    # -- 2026-07-28

    async def _stateless(self, request: Request, message: Json, header: str) -> Answer:
        if "id" not in message:
            return Response(status_code=202)
        try:
            check_mirrored(message, request.headers)
        except RpcFailure as failure:
            return JSONResponse(error_of(message["id"], failure), 400)
        if message.get("method") in ("tools/call", "subscriptions/listen"):
            return await _maybe_streamed(message, self.catalogue)
        answer, status = await respond(message, self.catalogue, _lost)
        return JSONResponse(answer, status)

    # -- sessions

    def _session(self, request: Request) -> Session:
        name = request.headers.get("mcp-session-id")
        if name is None:
            raise RpcFailure(INVALID_REQUEST, "the header Mcp-Session-Id is missing", status=400)
        session = self.sessions.find(name)
        if session is None:
            raise RpcFailure(INVALID_REQUEST, "there is no such session", status=404)
        version = request.headers.get("mcp-protocol-version")
        if version is not None and version not in SESSION_REVISIONS:
            raise RpcFailure(INVALID_REQUEST, f"the revision {version} is not spoken here", status=400)
        return session

    async def _in_session(self, request: Request, message: Json) -> Answer:
        if message.get("method") == "initialize":
            session = self.sessions.create()
            answer = await session.respond(message, _lost)
            if not session.revision:
                self.sessions.end(session.id)
                return JSONResponse(answer, 400)
            return JSONResponse(answer, headers={"Mcp-Session-Id": session.id})
        session = self._session(request)
        if "method" not in message:
            session.take_answer(message)
            return Response(status_code=202)
        if "id" not in message:
            if message["method"] == "notifications/cancelled":
                session.cancel(message.get("params") or {})
            return Response(status_code=202)
        if message["method"] == "tools/call":
            return _streamed(session, message)
        return JSONResponse(await session.respond(message, _lost))

    async def _batch(self, request: Request, values: list[Any]) -> Answer:
        """JSON-RPC batches: in 2025-03-26 alone over Streamable HTTP."""
        session = self._session(request)
        if session.revision != "2025-03-26" or not values:
            raise RpcFailure(INVALID_REQUEST, "no batches here", status=400)
        answers: list[Json | None] = []
        for value in values:
            try:
                _check_message(value)
            except RpcFailure as failure:
                answers.append(error_of(None, failure))
                continue
            if "id" in value and "method" in value:
                answers.append(await session.respond(value, _lost))
        return JSONResponse(answers) if answers else Response(status_code=202)

    # -- 2024-11-05

    async def open_sse(self, request: Request) -> Answer:
        try:
            _check_origin(request)
        except RpcFailure as failure:
            return _failed(failure)
        session = self.sessions.create()

        async def work(stream: EventStream) -> None:
            async def tell(message: Json) -> None:
                await stream.send(encoded(message, name="message"))

            session.tell = tell
            try:
                await stream.send(encoded(f"/messages?sessionId={session.id}", name="endpoint"))
                async with trio.open_nursery() as nursery:
                    session.logs["nursery"] = [nursery]  # type: ignore[list-item]
                    await trio.sleep_forever()
            finally:
                self.sessions.end(session.id)

        return EventStream(work)

    async def take_message(self, request: Request) -> Response:
        session = self.sessions.find(request.query_params.get("sessionId", ""))
        if session is None or session.tell is None:
            return Response("there is no such session", 404)
        message = json.loads(await request.body())
        if "method" not in message:
            session.take_answer(message)
        elif "id" in message:
            nursery: Any = session.logs["nursery"][0]
            nursery.start_soon(_answer_on, session, message)
        elif message["method"] == "notifications/cancelled":
            session.cancel(message.get("params") or {})
        return Response(status_code=202)


async def _answer_on(session: Session, message: Json) -> None:
    assert session.tell is not None
    answer = await session.respond(message, session.tell)
    if answer is not None:
        await session.tell(answer)


async def _lost(message: Json) -> None:
    """Nobody listens beside the answer itself."""
    await trio.lowlevel.checkpoint()


def _check_origin(request: Request) -> None:
    """Against pages that have a browser call a server of its own machine (DNS rebinding)."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).hostname not in LOCAL:
        raise RpcFailure(INVALID_REQUEST, f"pages of {origin} may not call", status=403)


def _check_message(value: Any) -> None:
    is_message = isinstance(value, dict) and value.get("jsonrpc") == "2.0"
    if not is_message or not (isinstance(value.get("method"), str) or "result" in value or "error" in value):
        raise RpcFailure(INVALID_REQUEST, "this is no JSON-RPC message", status=400)


def _failed(failure: RpcFailure) -> Response:
    headers = {"Allow": "POST"} if failure.status == 405 else {}
    return JSONResponse(error_of(None, failure), failure.status, headers)


async def _maybe_streamed(message: Json, catalogue: Catalogue) -> Answer:
    """A stream, unless it fails before it has said anything: only then its HTTP status can tell."""
    if message["method"] == "tools/call" and "progressToken" not in (message["params"].get("_meta") or {}):
        answer, status = await respond(message, catalogue, _lost)
        wants_log = f"{META}logLevel" in message["params"]["_meta"]
        if status != 200 or not wants_log:
            return JSONResponse(answer, status)

    async def work(stream: EventStream) -> None:
        async def send(told: Json) -> None:
            await stream.send(encoded(told, name="message"))

        answer, _ = await respond(message, catalogue, send)
        await send(answer)

    return EventStream(work)


def _streamed(session: Session, message: Json) -> EventStream:
    """The answer to a request in a session, with what belongs to it before. Every event can be asked for again."""
    name = f"{len(session.logs)}"
    log = session.logs[name] = []
    is_new = session.revision >= "2025-11-25"
    hangs_up = (message.get("params") or {}).get("name") == "hang_up"

    async def work(stream: EventStream) -> None:
        async def send(told: Json) -> None:
            log.append(told)
            if not hangs_up:
                await stream.send(encoded(told, f"{name}/{len(log)}"))

        if is_new or hangs_up:
            await stream.send(encoded("", f"{name}/0", retry_ms=RETRY_MS))
        answer = await session.respond(message, send)
        if answer is not None:
            await send(answer)

    # A client that goes away has cancelled nothing (2025-11-25, basic/transports).
    return EventStream(work, outlives=True)


def _listening(session: Session, last_event_id: str) -> EventStream:
    """The stream for what belongs to no request; or, behind an event of another stream, the rest of that one."""
    name, _, number = last_event_id.partition("/")
    if name in session.logs and number.isdecimal():
        rest = session.logs[name][int(number) :]

        async def replay(stream: EventStream) -> None:
            for index, told in enumerate(rest, int(number) + 1):
                await stream.send(encoded(told, f"{name}/{index}"))

        return EventStream(replay)

    async def work(stream: EventStream) -> None:
        async def tell(told: Json) -> None:
            log = session.logs.setdefault("get", [])
            log.append(told)
            await stream.send(encoded(told, f"get/{len(log)}"))

        session.tell = tell
        try:
            await trio.sleep_forever()
        finally:
            if session.tell is tell:
                session.tell = None

    return EventStream(work)
