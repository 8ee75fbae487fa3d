"""A live connection to a server: what was asked, what was heard, and who is answered.

One nursery holds its tasks: the transport's reading, each request of ours, each answer to a request of the server. An
answer may come on any stream, also before the POST that asked for it is through, so nothing here waits for one to go
on with the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

import trio

from ...events import Fault
from ...lean import dataclass
from ...values import MISSING, JsonError, dump_json, parse_json
from ...wire.jsonrpc import (
    Answered,
    Asked,
    Broken,
    RpcFact,
    RpcNotification,
    RpcPeer,
    RpcRequest,
    RpcResponse,
    Stray,
    Told,
    read_rpc_message,
)
from ...wire.mcp import (
    LATEST_SESSION,
    SESSION_HEADER,
    VERSION_HEADER,
    error_problems,
    has_batches,
    has_version_header,
    is_stateless,
    message_headers,
    notification_problems,
    output_problems,
    request_problems,
    result_problems,
    subscription_problems,
    with_meta,
)
from .call import Call, Heard
from .handling import Handling
from .link import Delivery, Extras, Link


@dataclass(slots=True)
class Agreed:
    """What both sides settled. `revision` is the one spoken; empty before it is known.

    `is_named`: whether requests over HTTP name the revision, as they do once it is settled.
    """

    revision: str = ""
    server_info: Mapping[str, object] | None = None
    capabilities: Mapping[str, object] = field(default_factory=dict)
    instructions: str | None = None
    session_id: str | None = None
    is_named: bool = False


class McpClient:
    """The live object of a handle."""

    def __init__(
        self,
        link_to: Callable[[McpClient], Link],
        handling: Handling,
        client_info: Mapping[str, object],
        capabilities: Mapping[str, object],
        monotonic_s: Callable[[], float],
    ) -> None:
        self.peer = RpcPeer()
        self.handling = handling
        self.client_info = client_info
        self.capabilities = capabilities
        self.monotonic_s = monotonic_s
        self.agreed = Agreed()
        self.heard: list[Heard] = []
        self.changed = trio.Event()
        self.tools: dict[str, Mapping[str, object]] = {}
        self.named: dict[str, Call] = {}
        self.fault: Fault | None = None
        self.is_closed = False
        self.ending: Mapping[str, object] = {}
        self.problems: list[str] = []
        self.nursery: trio.Nursery | None = None
        self.link = link_to(self)
        self._calls: dict[int, Call] = {}

    async def run(self, task_status: trio.TaskStatus[McpClient]) -> None:
        """Holds the connection until it is cancelled."""
        async with trio.open_nursery() as nursery:
            self.nursery = nursery
            self.fault = await self.link.open()
            task_status.started(self)
            await trio.sleep_forever()

    # -- what goes out

    def start(
        self,
        method: str,
        params: Mapping[str, object],
        *,
        meta: Mapping[str, object] | None = None,
        extras: Extras | None = None,
        id_: object = MISSING,
        wants_task: bool = False,
    ) -> Call:
        """Sends a request; its answer settles the call."""
        whole = with_meta(self.revision, params, self.client_info, self.capabilities, meta or {})
        request = self.peer.call(method, whole if whole or params else MISSING, id_)
        body = dump_json(request.present())
        call = Call(request, params, self.monotonic_s(), body, wants_task)
        self._calls[id(request)] = call
        tool = self.tools.get(str(params.get("name"))) if method == "tools/call" else None
        mirrored = message_headers(
            self.revision, request.present(), None if tool is None else tool.get("inputSchema")
        )
        extras = extras or Extras()
        headers = (*self.protocol_headers(), *mirrored, *extras.headers)
        self._start_soon(self._carry, call, replace(extras, headers=headers))
        return call

    async def _carry(self, call: Call, extras: Extras) -> None:
        if self.fault is not None:
            call.fail(self.fault)
            return
        with call.scope:
            await self.link.deliver(call, extras)

    async def tell(self, method: str, params: Mapping[str, object], extras: Extras | None = None) -> Delivery:
        """Sends a notification; how it arrived."""
        message = RpcNotification(method, dict(params) if params else MISSING).present()
        mirrored = message_headers(self.revision, message)
        extras = extras or Extras()
        headers = (*self.protocol_headers(), *mirrored, *extras.headers)
        return await self.link.tell(dump_json(message), replace(extras, headers=headers))

    def protocol_headers(self) -> tuple[tuple[str, str], ...]:
        """The HTTP header fields that name revision and session."""
        agreed, found = self.agreed, []
        if agreed.is_named and has_version_header(self.revision):
            found.append((VERSION_HEADER, self.revision))
        if agreed.session_id is not None:
            found.append((SESSION_HEADER, agreed.session_id))
        return tuple(found)

    def _start_soon(self, function: Callable[..., object], *arguments: object) -> None:
        assert self.nursery is not None
        self.nursery.start_soon(function, *arguments)  # type: ignore[arg-type]

    async def take_back(self, call: Call) -> None:
        """Cancels a request: by closing its stream where that says so, else by a notification."""
        call.is_cancelled = True
        if is_stateless(self.revision) and self.link.name != "stdio":
            call.scope.cancel()
            return
        await self.tell("notifications/cancelled", {"requestId": call.request.id, "reason": "cancelled by the test"})

    def give_up(self, call: Call) -> None:
        """Nobody waits for the call any more."""
        call.scope.cancel()
        self.peer.forget(call.request)

    # -- what comes in

    def hear(self, data: bytes, stream: str, call: Call | None = None, event_id: str = "") -> None:
        """Takes in a text from the server. `call` is the one on whose own stream it came."""
        try:
            document = parse_json(data)
        except JsonError as error:
            shown = data[:200].decode("utf-8", "replace")
            problem = f"what came is not JSON: {error.message} (line {error.line}, column {error.column})"
            self._note(Heard("noise", stream, self.monotonic_s(), shown, problems=(problem,)), call)
            return
        problems = [*document.notices, *(f"`{path}` stands twice in a message" for path in document.duplicates)]
        if isinstance(document.value, list):
            if not has_batches(self.revision):
                problems.append(f"the server sent a batch, which the revision {self.revision} does not have")
            for each in document.value:
                self._take(each, dump_json(each), stream, call, event_id, problems)
                problems = []
        else:
            self._take(document.value, data, stream, call, event_id, problems)

    def _take(
        self, value: object, raw: bytes, stream: str, call: Call | None, event_id: str, problems: list[str]
    ) -> None:
        message = read_rpc_message(value)
        problems = [*problems, *message.problems]
        fact = self.peer.receive(message)
        if isinstance(fact, Stray) and call is not None and not call.settled.is_set():
            adopted = self._adopted(call, fact.response)
            if adopted is not None:
                problems = [each for each in problems if "`id`" not in each]
                fact = adopted
        if isinstance(fact, Answered):
            self._answer(fact, raw, stream, call, problems)
        else:
            self._note(self._heard(fact, value, stream, event_id, problems), call)

    def _adopted(self, call: Call, response: RpcResponse) -> RpcFact | None:
        """An error without an id, as the answer to the request on whose own stream it came.

        A server that refuses a message as a whole may leave the id out (2025-03-26 and later, transports).
        """
        if response.id not in (None, MISSING) or response.error is None:
            return None
        self.peer.forget(call.request)
        return Answered(call.request, response)

    def _answer(self, fact: Answered, raw: bytes, stream: str, own: Call | None, problems: list[str]) -> None:
        call = self._calls[id(fact.request)]
        call.response, call.raw, call.stream = fact.response, raw, stream
        call.answered_s = self.monotonic_s()
        if own is not None and own is not call:
            problems.append(f"the answer to `{call.method}` came on the stream of another request")
        call.problems.extend(problems)
        if fact.response.error is not None:
            call.schema_errors.extend(error_problems(self.revision, fact.response.error))
        else:
            result = fact.response.result
            method, task = call.method, call.wants_task
            call.schema_errors.extend(result_problems(self.revision, method, result, self.capabilities, task))
            if method == "tools/call":
                call.schema_errors.extend(output_problems(self.tools.get(str(call.params.get("name"))), result))
        call.settled.set()

    def _heard(self, fact: RpcFact, value: object, stream: str, event_id: str, problems: list[str]) -> Heard:
        at_s = self.monotonic_s()
        match fact:
            case Told(notification):
                problems.extend(notification_problems(self.revision, notification, self.agreed.capabilities))
                params = None if notification.params is MISSING else notification.params
                kind, method = "notification", notification.method
            case Asked(request, is_reused):
                problems.extend(request_problems(self.revision, request, self.capabilities))
                if is_reused:
                    problems.append(f"the server used the id {request.id!r} for a second request")
                params = None if request.params is MISSING else request.params
                kind, method = "request", request.method
                self._start_soon(self._respond, request, stream)
            case Stray(_, reason):
                problems.append(reason)
                kind, method, params = "stray", "", None
            case Broken():
                kind, method, params = "broken", "", None
            case _:  # pragma: no cover - answers are taken before
                raise AssertionError(fact)
        return Heard(kind, stream, at_s, value, method, params, tuple(problems), event_id)

    def _note(self, heard: Heard, call: Call | None) -> None:
        owner = call if call is not None else self._owner(heard)
        if owner is not None and owner.method == "subscriptions/listen" and heard.kind == "notification":
            told = RpcNotification(heard.method, MISSING if heard.params is None else heard.params)
            found = subscription_problems(owner.request.id, told, not owner.heard)
            heard.problems = (*heard.problems, *found)
            owner.heard.append(heard)
        elif owner is not None:
            heard.is_of_call = True
            owner.heard.append(heard)
        if owner is not None and heard.method == "notifications/progress" and isinstance(heard.params, Mapping):
            self._note_progress(heard, heard.params, owner)
        self.heard.append(heard)
        self.wake()

    def _note_progress(self, heard: Heard, params: Mapping[str, object], call: Call) -> None:
        token = params.get("progressToken", MISSING)
        if token != progress_token(call):
            problem = f"progress of `{call.method}` with the token {token!r}, which is not the one that was sent"
            heard.problems = (*heard.problems, problem)
        else:
            call.progress.append(params.get("progress"))

    def _owner(self, heard: Heard) -> Call | None:
        """The request that a progress notification is of, by its token."""
        if heard.method != "notifications/progress" or not isinstance(heard.params, Mapping):
            return None
        token = heard.params.get("progressToken", MISSING)
        for call in self._calls.values():
            if token is not MISSING and progress_token(call) == token and not call.settled.is_set():
                return call
        heard.problems = (*heard.problems, f"progress with the token {token!r}, for which nothing is in flight")
        return None

    def fail(self, fault: Fault) -> None:
        """The connection is gone: whatever waits for an answer gets the fault instead."""
        if self.fault is None and not self.is_closed:
            self.fault = fault
        for call in self._calls.values():
            call.fail(fault)
        self.wake()

    def wake(self) -> None:
        """Something changed for those who wait for it."""
        self.changed.set()
        self.changed = trio.Event()

    async def _respond(self, request: RpcRequest, stream: str) -> None:
        answer = await self.handling.answer(request, stream, self.capabilities)
        if answer is not None:
            await self.link.tell(dump_json(answer), Extras(self.protocol_headers()))

    # -- the handle

    @property
    def revision(self) -> str:
        return self.agreed.revision or LATEST_SESSION

    def unread(self, method: str) -> Heard | None:
        """The next notification that no `receive` has taken; progress and the like of our own calls only by name."""
        for heard in self.heard:
            fits = heard.method == method or (method == "any" and not heard.is_of_call)
            if heard.kind == "notification" and not heard.is_read and fits:
                return heard
        return None

    async def aclose(self) -> None:
        if self.is_closed:
            return
        self.is_closed = True
        for call in self.named.values():
            call.scope.cancel()
        self.ending = await self.link.finish(Extras(self.protocol_headers()))

    def remarks(self) -> tuple[str, ...]:
        pending = [name for name, call in self.named.items() if not call.settled.is_set()]
        found = [f"the call `{name}` in the background had no answer" for name in pending]
        found += [problem for heard in self.heard if heard.kind == "stray" for problem in heard.problems]
        return (*found, *((self.fault.message,) if self.fault is not None else ()))


def progress_token(call: Call) -> object:
    """The token by which progress of the call is told; MISSING without one."""
    params = call.request.params
    meta = params.get("_meta") if isinstance(params, Mapping) else None
    return meta.get("progressToken", MISSING) if isinstance(meta, Mapping) else MISSING
