"""The requests of one action: sent through the session, their messages kept, faults raised to the runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TypeAlias

from ...events import Exchange, Fault, Message
from ...lean import dataclass
from ...plugin import StepContext
from ...requests import ANSWERS, Answer, RequestOptions, make_request
from ...requests import Body as RequestBody
from ...transport import HttpSession, HttpTransport
from ...wire.oauth import form_encode
from .model import OauthAction
from .result import Result

FORM = "application/x-www-form-urlencoded"
Fields: TypeAlias = tuple[tuple[str, str], ...]


class Stopped(Exception):
    """There is no whole answer, or nothing that can be sent: the fault ends the action. Never leaves this kind."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Refused(Exception):
    """The server said no, and the result says so: there is nothing more to do. Never leaves this kind."""


@dataclass(frozen=True, slots=True)
class Received:
    """One answer; `index` is its place among all messages received."""

    status: int
    url: str
    message: Message
    index: int

    @property
    def answer(self) -> Answer:
        """The answer as its subjects see it."""
        return ANSWERS.of(Exchange("oauth", received=(self.message,)))

    @property
    def json(self) -> object:
        """The JSON value of the body, whatever its media type; None when there is none."""
        parsed = self.answer.parsed
        return getattr(parsed, "value", None)

    @property
    def media_type(self) -> str:
        media = self.answer.media
        return "" if media is None else media.essence

    def header(self, name: str) -> str | None:
        return self.message.headers.first(name)


@dataclass(slots=True)
class Conversation:
    """Everything of one action that went over the wire. `send` raises Stopped instead of returning a fault."""

    action: OauthAction
    ctx: StepContext
    result: Result = field(default_factory=Result)
    sent: list[Message] = field(default_factory=list)
    received: list[Message] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    session: HttpSession | None = None

    async def get(self, url: str, *, headers: Fields = (), accept: str = "application/json") -> Received:
        return await self.send("GET", url, headers=(("Accept", accept), *headers))

    async def post_form(
        self, url: str, pairs: Fields, *, headers: Fields = (), accept: str = "application/json"
    ) -> Received:
        body = form_encode(pairs).encode("ascii")
        return await self.send("POST", url, headers=(("Accept", accept), *headers), body=body, content_type=FORM)

    async def send(
        self, method: str, url: str, *, headers: Fields = (), body: bytes | None = None, content_type: str = ""
    ) -> Received:
        """One request, no redirect followed. Raises Stopped, Unsendable."""
        transport = self.ctx.resource(HttpTransport)
        content = None if body is None else RequestBody(body, content_type)
        prepared = make_request(method, url, content, self._options(headers), self.ctx.files, transport)
        session = self.session or self.ctx.session.get(HttpSession, transport.new_session)
        outcome = await transport.send(prepared.request, session, self.ctx.progress)
        self.sent += [hop.request for hop in outcome.hops]
        self.received += [hop.response for hop in outcome.hops if hop.response is not None]
        self.notices += outcome.notices
        for name, value in outcome.timing_s.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value
        if outcome.fault is not None:
            raise Stopped(outcome.fault)
        message = self.received[-1]
        return Received(int(str(message.attributes["status"])), url, message, len(self.received) - 1)

    def _options(self, headers: Fields) -> RequestOptions:
        action = self.action
        given = {name.lower() for name in action.headers}
        own = {name: value for name, value in headers if name.lower() not in given}
        # Each part was checked as a part of the action; nothing is left to be checked of the whole.
        return RequestOptions.model_construct(
            headers={**own, **action.headers},
            tls=action.tls,
            proxy=action.proxy,
            limits=action.limits,
            allow_hosts=action.allow_hosts,
        )

    def keep_secret(self, value: object, name: str) -> None:
        """From now on it is masked wherever it stands, also in what was not recorded yet."""
        if value:
            self.ctx.keep_secret(value, name)

    def exchange(self, started_s: float, fault: Fault | None = None) -> Exchange:
        """All of it, as the step's exchange."""
        timing: Mapping[str, float] = {**self.seconds, "total": self.ctx.clock.monotonic_s() - started_s}
        return Exchange(
            protocol="oauth",
            sent=tuple(self.sent),
            received=tuple(self.received),
            started_s=started_s,
            timing_s=timing,
            fault=fault,
            attributes=self.result.as_attributes(),
            notices=tuple(dict.fromkeys(self.notices)),
        )

    def branch(self) -> Conversation:
        """A conversation with a result of its own that writes into the same record: for one check of several."""
        return replace(self, result=Result())
