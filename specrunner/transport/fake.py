"""A transport without a network: answers come from a function, all else is as in the real one.

URL checks, headers, cookies, redirects, limits and decoding are the same code, so a runner can be tested against it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self, TypeAlias

import trio

from ..events import Fault, Headers, Message
from ..lean import dataclass
from .address import AddressPolicy
from .answer import Answer
from .cookies import CookieJar
from .faults import FaultRaised
from .http1_head import ResponseHead
from .journey import Journey
from .model import HttpRequest, HttpResult, SendProgress
from .outgoing import Outgoing
from .session import HttpSession
from .stream import HttpStream, open_stream


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """What a target answers. `body` is as on the wire (compressed, when the headers say so).

    `delay_s` passes before it, on trio's clock; `pieces` are parts of the body that follow, each behind a delay.
    With `fault` the answer breaks off behind what is given.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    http_version: str = "HTTP/1.1"
    delay_s: float = 0.0
    pieces: tuple[tuple[float, bytes], ...] = ()
    ends_with_connection: bool = False
    fault: Fault | None = None


Target: TypeAlias = Callable[[Message], FakeAnswer | Fault]


class FakeTransport:
    """Gives each request, as it would be sent, to `target`. `requests` holds every hop that was asked for.

    Durations and cookie expiry are on trio's clock, which a test may move. `addresses` is told, and blocks nothing.
    """

    def __init__(self, target: Target, addresses: AddressPolicy | None = None) -> None:
        self.addresses = addresses if addresses is not None else AddressPolicy()
        self.requests: list[HttpRequest] = []
        self._target = target

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await trio.lowlevel.checkpoint()

    def new_session(self) -> HttpSession:
        return HttpSession(CookieJar(trio.current_time), trio.current_time)

    async def send(self, request: HttpRequest, session: HttpSession, progress: SendProgress) -> HttpResult:
        return await Journey(session, progress, trio.current_time, self._carry).travel(request)

    def stream(
        self, request: HttpRequest, session: HttpSession, progress: SendProgress
    ) -> AbstractAsyncContextManager[HttpStream]:
        """As `send`, but the context begins with the head of the answer, and its body is taken as it comes."""

        def journey(stream: HttpStream) -> Journey:
            return Journey(session, progress, trio.current_time, self._carry, stream)

        return open_stream(request, journey)

    async def _carry(self, request: HttpRequest, outgoing: Outgoing, session: HttpSession, answer: Answer) -> None:
        self.requests.append(request)
        watch = answer.watch
        watch.enter("connect")
        await trio.lowlevel.checkpoint()
        scripted = self._target(watch.progress.sent[-1])
        if isinstance(scripted, Fault):
            raise FaultRaised(scripted)
        answer.connection = {"remote_address": f"192.0.2.1:{outgoing.url.port}", "reused": False, "tls": None}
        watch.progress.attributes["remote_address"] = answer.connection["remote_address"]
        watch.enter("send")
        watch.enter("first_byte")
        await trio.sleep(scripted.delay_s)
        answer.saw_byte()
        head = ResponseHead(scripted.status, scripted.reason, scripted.http_version, Headers(scripted.headers))
        has_body = outgoing.method != "HEAD" and scripted.status not in (204, 304)
        answer.take_head(head, None if scripted.pieces else len(scripted.body))
        for delay_s, piece in ((0.0, scripted.body), *scripted.pieces):
            await trio.sleep(delay_s)
            if has_body and piece:
                answer.take_data(piece)
                await answer.drained()
        answer.is_end_told = not scripted.ends_with_connection
        if scripted.fault is not None:
            raise FaultRaised(scripted.fault)
        answer.finish()
