"""The era with sessions: what the server keeps of each client between its requests."""

import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import trio

from .catalogue import Catalogue
from .dispatch import answer, initialized
from .protocol import INVALID_REQUEST, METHOD_NOT_FOUND, Json, RpcFailure, error_of, result_of

MAX_SESSIONS = 100
LEVELS = ("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")

Send = Callable[[Json], Awaitable[None]]


@dataclass(eq=False)
class Session:
    """One client. `tell` sends what belongs to no request of its; None while it listens nowhere."""

    catalogue: Catalogue
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    revision: str = ""
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    level: str = "debug"
    subscriptions: set[str] = field(default_factory=set)
    tell: Send | None = None
    asked: int = 0
    open_questions: dict[int, tuple[trio.Event, list[Json]]] = field(default_factory=dict)
    running: dict[Any, trio.CancelScope] = field(default_factory=dict)
    logs: dict[str, list[Json]] = field(default_factory=dict)

    async def changed(self, method: str, params: Json) -> None:
        """The catalogue changed."""
        is_wanted = method != "notifications/resources/updated" or params["uri"] in self.subscriptions
        if is_wanted and self.tell is not None:
            await self.tell({"jsonrpc": "2.0", "method": method, **({"params": params} if params else {})})

    def take_answer(self, message: Json) -> None:
        """The client answered a question of ours."""
        question = self.open_questions.pop(message.get("id", -1), None)
        if question is not None:
            question[1].append(message)
            question[0].set()

    def cancel(self, params: Json) -> None:
        scope = self.running.get(params.get("requestId"))
        if scope is not None:
            scope.cancel()

    async def respond(self, message: Json, send: Send) -> Json | None:
        """The answer to a request; None when it was cancelled. `send` carries what belongs to it."""
        id_ = message["id"]
        with trio.CancelScope() as scope:
            self.running[id_] = scope
            try:
                return result_of(id_, await self._result(message["method"], message.get("params") or {}, send))
            except RpcFailure as failure:
                return error_of(id_, failure)
            finally:
                self.running.pop(id_, None)
        return None

    async def _result(self, method: str, params: Json, send: Send) -> Json:
        if method == "initialize":
            result = initialized(params)
            self.revision, self.capabilities = result["protocolVersion"], params["capabilities"]
            return result
        if not self.revision:
            raise RpcFailure(INVALID_REQUEST, f"`initialize` comes before `{method}`")
        match method:
            case "ping":
                return {}
            case "logging/setLevel":
                if params.get("level") not in LEVELS:
                    raise RpcFailure(-32602, "`level` is one of " + ", ".join(LEVELS))
                self.level = params["level"]
                return {}
            case "resources/subscribe":
                self.subscriptions.add(params["uri"])
                return {}
            case "resources/unsubscribe":
                self.subscriptions.discard(params["uri"])
                return {}
            case "server/discover" | "subscriptions/listen":
                raise RpcFailure(METHOD_NOT_FOUND, f"there is no method {method}")
        return await answer(method, params, SessionCaller(self, send), self.catalogue)


class SessionCaller:
    """The client, while a request of its runs: told and asked on the stream of that request."""

    def __init__(self, session: Session, send: Send) -> None:
        self.revision = session.revision
        self.capabilities = session.capabilities
        self._session = session
        self._send = send

    async def notify(self, method: str, params: Json) -> None:
        level = params.get("level")
        if method == "notifications/message" and LEVELS.index(level) < LEVELS.index(self._session.level):
            return
        await self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def ask(self, key: str, method: str, params: Json) -> Json:
        id_ = self._session.asked
        self._session.asked += 1
        event, answers = self._session.open_questions[id_] = (trio.Event(), [])
        await self._send({"jsonrpc": "2.0", "id": id_, "method": method, "params": params})
        await event.wait()
        error = answers[0].get("error")
        if error is not None:
            raise RpcFailure(error.get("code", -1), f"the client refused: {error.get('message')}")
        result: Json = answers[0].get("result") or {}
        return result


class Sessions:
    """All sessions; the oldest leave when there are too many."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._all: OrderedDict[str, Session] = OrderedDict()

    def create(self) -> Session:
        session = Session(self._catalogue)
        self._all[session.id] = session
        self._catalogue.listeners.add(session.changed)
        if len(self._all) > MAX_SESSIONS:
            self.end(next(iter(self._all)))
        return session

    def find(self, id_: str) -> Session | None:
        return self._all.get(id_)

    def end(self, id_: str) -> None:
        session = self._all.pop(id_, None)
        if session is not None:
            self._catalogue.listeners.discard(session.changed)
