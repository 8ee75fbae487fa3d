"""From a request to its result: hop by hop, whoever carries the bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from ..events import Fault, Message
from .address import AddressPolicy
from .answer import Answer, BodySink
from .faults import FaultRaised
from .model import HttpHop, HttpRequest, HttpResult, SendProgress
from .outgoing import Outgoing, assemble
from .redirect import follow, location_of, refuse_loop
from .session import HttpSession
from .url import Url, read_url
from .watch import Watch

if TYPE_CHECKING:
    from .stream import HttpStream

Carry = Callable[[HttpRequest, Outgoing, HttpSession, Answer], Awaitable[None]]
"""Sends one request and fills the answer; raises FaultRaised."""


class Transport(Protocol):
    """What runners ask for: the real transport and the fake one are both it."""

    @property
    def addresses(self) -> AddressPolicy: ...

    def new_session(self) -> HttpSession: ...

    async def send(self, request: HttpRequest, session: HttpSession, progress: SendProgress) -> HttpResult: ...

    def stream(
        self, request: HttpRequest, session: HttpSession, progress: SendProgress
    ) -> AbstractAsyncContextManager[HttpStream]: ...


class Journey:
    """One `send`: the hops so far, and why it stopped."""

    def __init__(
        self,
        session: HttpSession,
        progress: SendProgress,
        clock: Callable[[], float],
        carry: Carry,
        sink: BodySink | None = None,
    ) -> None:
        self._session = session
        self._progress = progress
        self._clock = clock
        self._carry = carry
        self._sink = sink
        self._started_s = 0.0
        self._asked: tuple[Url, Message] | None = None
        self.answer: Answer | None = None
        self._hops: list[HttpHop] = []
        self._notices: list[str] = []
        self._urls: list[str] = []
        self._seen: set[tuple[str, str, str]] = set()

    async def travel(self, request: HttpRequest) -> HttpResult:
        self._started_s = self._clock()
        fault: Fault | None = None
        following: HttpRequest | None = request
        try:
            while following is not None:
                following = await self._hop(following)
        except FaultRaised as raised:
            fault = raised.fault
        return self.result(fault)

    def result(self, fault: Fault | None) -> HttpResult:
        """What came of all hops until now."""
        timing_s = dict(self._hops[-1].timing_s) if self._hops else {}
        timing_s["total"] = self._clock() - self._started_s
        notices = tuple(dict.fromkeys(self._notices))
        return HttpResult(tuple(self._hops), fault, timing_s, self._started_s, notices)

    def so_far(self, answer: Answer) -> HttpResult:
        """The result with an answer that has only its head yet as its last hop."""
        assert self._asked is not None
        url, sent = self._asked
        timing_s = {**answer.watch.times_s, "total": self._clock() - self._started_s}
        hop = HttpHop(sent, answer.message(url.text, self._clock()), timing_s)
        notices = tuple(dict.fromkeys((*self._notices, *answer.notices)))
        return HttpResult((*self._hops, hop), None, timing_s, self._started_s, notices)

    async def _hop(self, request: HttpRequest) -> HttpRequest | None:
        """One request and its answer; the next request when it is a redirect to follow."""
        url = read_url(request.url)
        watch = Watch(self._progress, self._clock)
        outgoing, sent = assemble(request, url, self._session.cookies, watch.started_s)
        self._refuse_loop(request.method, url.text, sent)
        self._progress.attributes["url"] = url.text
        self._progress.sent.append(sent)
        self._urls.append(url.text)
        self._asked = (url, sent)
        answer = self.answer = Answer(request, watch, self._sink)
        try:
            await self._carry(request, outgoing, self._session, answer)
        finally:
            self._record(url, sent, answer)
        head = answer.head
        location = location_of(head) if head is not None and request.follow.follow else None
        if head is None or location is None:
            return None
        following, notices = follow(request, url, head.status, location, self._urls)
        self._notices += notices
        return following

    def _refuse_loop(self, method: str, url: str, sent: Message) -> None:
        # A login may well lead back to where it began; with another cookie that is no loop.
        key = (method, url, str(sent.headers.get("cookie")))
        if key in self._seen:
            raise refuse_loop(url, self._urls)
        self._seen.add(key)

    def _record(self, url: Url, sent: Message, answer: Answer) -> None:
        timing_s = answer.watch.stop()
        received = answer.message(url.text, answer.watch.started_s + timing_s["total"])
        self._hops.append(HttpHop(sent, received, timing_s))
        self._notices += answer.notices
        if answer.head is not None and (fields := answer.head.values("set-cookie")):
            self._notices += self._session.cookies.store(url, fields)
