"""A step's surroundings without an engine, and a transport that answers from a script."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from specrunner.events import Exchange, Fault, Headers, Message
from specrunner.plugin import Progress, StepContext
from specrunner.transport import AddressPolicy, HttpHop, HttpRequest, HttpResult, HttpSession

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def answer(
    status: int = 200,
    body: bytes = b"",
    headers: Sequence[tuple[str, str]] = (),
    *,
    url: str = "http://shop.test/",
    **attributes: object,
) -> Message:
    known = {"status": status, "reason": "OK", "http_version": "HTTP/1.1", "url": url, **attributes}
    return Message(f"{status} OK", Headers(tuple(headers)), body, known, body_size_bytes=len(body))


def request_message(request: HttpRequest) -> Message:
    fields = tuple((name, str(value)) for name, value in request.headers)
    attributes = {"method": request.method, "url": request.url}
    return Message(f"{request.method} {request.url}", Headers(fields), request.body or b"", attributes)


def exchange(*received: Message, **parts: object) -> Exchange:
    attributes = {"answered_at": NOW.isoformat(), **parts.pop("attributes", {})}
    return Exchange("http", (), received, attributes=attributes, **parts)


@dataclass
class FakeTransport:
    """Answers each sending with the next of `script`: messages of one result, or a fault. Remembers the requests."""

    script: list[list[Message] | Fault] = field(default_factory=list)
    requests: list[HttpRequest] = field(default_factory=list)
    addresses: AddressPolicy = field(default_factory=AddressPolicy)
    sessions: int = 0

    def new_session(self) -> HttpSession:
        self.sessions += 1
        return object()

    async def send(self, request: HttpRequest, session: HttpSession, progress: Progress) -> HttpResult:
        self.requests.append(request)
        step = self.script.pop(0) if self.script else [answer(url=request.url)]
        sent = request_message(request)
        progress.sent.append(sent)
        if isinstance(step, Fault):
            return HttpResult((HttpHop(sent),), step, {"total": 0.5}, 10.0)
        hops = tuple(HttpHop(self._request_of(request, message), message) for message in step)
        return HttpResult(hops, None, {"first_byte": 0.1, "total": 0.2}, 10.0, ("a remark",))

    def _request_of(self, request: HttpRequest, message: Message) -> Message:
        url = str(message.attributes["url"])
        method = str(message.attributes.get("asked_method", request.method))
        attributes = {"method": method, "url": url}
        fields = tuple((name, str(value)) for name, value in request.headers)
        return Message(f"{method} {url}", Headers(fields), request.body or b"", attributes)


class FakeSession:
    name = "default"

    def __init__(self) -> None:
        self._kept: dict[type, object] = {}

    def get(self, type_, factory):
        return self._kept.setdefault(type_, None) or self._kept.update({type_: factory()}) or self._kept[type_]


class NoHandles:
    """For kinds that leave nothing open."""

    async def open(self, task):
        raise AssertionError("this kind opens nothing")

    def get(self, type_, name):
        return Fault("handle", "", f"step `{name}` left nothing open to work on")

    async def close(self, name):
        raise AssertionError("this kind closes nothing")


class FakeFiles:
    """Files by name; any other one is missing."""

    def __init__(self, **contents: bytes) -> None:
        self.contents = {name.replace("__", "/").replace("_", "."): content for name, content in contents.items()}

    def path(self, name: str) -> Path:
        return Path("/specs") / name

    def read(self, name: str) -> bytes:
        if name not in self.contents:
            raise FileNotFoundError(2, "No such file or directory", name)
        return self.contents[name]


class FakeClock:
    def monotonic_s(self) -> float:
        return 10.0

    def now(self) -> datetime:
        return NOW


def context(transport: object, files: FakeFiles | None = None, session: FakeSession | None = None) -> StepContext:
    return StepContext(
        emit=lambda payload: None,
        resource=lambda type_: transport,
        session=session or FakeSession(),
        files=files or FakeFiles(),
        progress=Progress(),
        clock=FakeClock(),
        handles=NoHandles(),
    )


def seeded_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)
