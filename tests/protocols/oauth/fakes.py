"""A session without a network: requests go to the demo's authorization server in this process, or to a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2
import orjson

from specrunner.checks import ExchangeView
from specrunner.demo import Settings, create_app
from specrunner.events import Exchange, Fault, Headers, Message
from specrunner.plugin import Progress, StepContext
from specrunner.protocols.oauth import OauthAction
from specrunner.protocols.oauth.act import act
from specrunner.protocols.oauth.subjects import SUBJECTS
from specrunner.transport import AddressPolicy, HttpHop, HttpRequest, HttpResult
from specrunner.values import MISSING
from tests.requests.fakes import FakeFiles, FakeSession, NoHandles

ISSUER = "http://shop.test/oauth"
WEB = {"id": "web", "secret": "web-likes-secrets"}
ANN = {"form": {"username": "ann", "password": "ann-likes-tea"}}
CODE = {"grant": "authorization_code", "issuer": ISSUER, "client": WEB, "login": ANN}

Answer = tuple[int, Mapping[str, str], bytes]
Change = Callable[[HttpRequest, Answer], Answer]


def page(html: str, status: int = 200) -> Answer:
    return status, {"Content-Type": "text/html"}, html.encode()


def data(value: object, status: int = 200, **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, orjson.dumps(value)


def moved(location: str) -> Answer:
    return 302, {"Location": location}, b""


class DemoTransport:
    """The demo by itself. `changes` are by path, and get each answer before the client does."""

    def __init__(self, **settings: Any) -> None:
        self.app = create_app(settings=Settings(**settings))
        self.addresses = AddressPolicy()
        self.requests: list[HttpRequest] = []
        self.changes: dict[str, Change] = {}

    def new_session(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app))

    async def send(self, request: HttpRequest, session: Any, progress: Progress) -> HttpResult:
        self.requests.append(request)
        response = await session.request(
            request.method, request.url, headers=dict(request.headers), content=request.body
        )
        answer: Answer = response.status_code, dict(response.headers), response.content
        change = self.changes.get(httpx2.URL(request.url).path)
        return result(request, answer if change is None else change(request, answer), progress)


@dataclass
class ScriptedTransport:
    """Answers by method and URL without the query; a list is answered one after the other."""

    script: Mapping[str, Answer | list[Answer] | Fault]
    requests: list[HttpRequest] = field(default_factory=list)
    addresses: AddressPolicy = field(default_factory=AddressPolicy)

    def new_session(self) -> object:
        return object()

    async def send(self, request: HttpRequest, session: object, progress: Progress) -> HttpResult:
        self.requests.append(request)
        found = self.script[f"{request.method} {request.url.partition('?')[0]}"]
        if isinstance(found, Fault):
            return HttpResult((), found, {}, 0.0)
        return result(request, found.pop(0) if isinstance(found, list) else found, progress)


def result(request: HttpRequest, answer: Answer, progress: Progress) -> HttpResult:
    status, headers, body = answer
    sent = Message(
        f"{request.method} {request.url}",
        Headers(tuple((name, str(value)) for name, value in request.headers)),
        request.body or b"",
        {"method": request.method, "url": request.url},
    )
    progress.sent.append(sent)
    attributes = {"status": status, "url": request.url}
    received = Message(str(status), Headers(tuple(headers.items())), body, attributes, body_size_bytes=len(body))
    return HttpResult((HttpHop(sent, received),), None, {"total": 0.1}, 0.0)


class TurnedClock:
    """Durations as the test turns them; dates are those of the world, since the demo's tokens are."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic_s(self) -> float:
        return self.now_s

    def now(self) -> datetime:
        return datetime.now(UTC)


class Stage:
    """Runs one action after the other in a session, and keeps what was to be kept secret."""

    def __init__(self, transport: Any = None, files: FakeFiles | None = None) -> None:
        self.transport = DemoTransport() if transport is None else transport
        self.session = FakeSession()
        self.clock = TurnedClock()
        self.files = files or FakeFiles()
        self.secrets: dict[str, str] = {}

    def context(self) -> StepContext:
        return StepContext(
            emit=lambda payload: None,
            resource=lambda type_: self.transport,
            session=self.session,
            files=self.files,
            progress=Progress(),
            clock=self.clock,
            handles=NoHandles(),
            keep_secret=lambda value, name: self.secrets.update({str(value): name}),
        )

    async def act(self, **fields: Any) -> Seen:
        exchange = await act(OauthAction.model_validate(fields), self.context())
        return Seen(exchange, ExchangeView(exchange, SUBJECTS))


@dataclass(frozen=True)
class Seen:
    exchange: Exchange
    view: ExchangeView

    def __getitem__(self, name: str) -> Any:
        value = self.view.peek(name)
        return None if value is MISSING or isinstance(value, Exception) else value

    @property
    def problems(self) -> list[str]:
        return [each["id"] for each in self["problems"]]

    @property
    def fault(self) -> str | None:
        return None if self.exchange.fault is None else self.exchange.fault.message
