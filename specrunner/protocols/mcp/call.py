"""One request of ours on its way, and what was heard meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import trio

from ...events import Fault, Headers, Message
from ...lean import dataclass
from ...wire.jsonrpc import RpcRequest, RpcResponse


@dataclass(slots=True)
class HttpFacts:
    """The HTTP answer to a message: its head, and what its stream was like."""

    status: int = 0
    reason: str = ""
    headers: Headers = field(default_factory=Headers)
    events: int = 0
    last_event_id: str = ""
    retry_ms: int | None = None
    message: Message | None = None
    is_clean: bool | None = None


@dataclass(slots=True, eq=False)
class Heard:
    """Something from the server that is no answer to us.

    `kind` is `notification request stray broken noise`; `stream` where it came: `post get sse stdio resume`.
    `event_id` is that of the SSE event, where there was one.
    """

    kind: str
    stream: str
    at_s: float
    value: object
    method: str = ""
    params: object = None
    problems: tuple[str, ...] = ()
    event_id: str = ""
    is_read: bool = False
    is_of_call: bool = False

    def facts(self, since_s: float, gap_s: float) -> dict[str, object]:
        """As a subject shows it; `since_s` is the start of the step."""
        params = {} if self.params is None else {"params": self.params}
        where: dict[str, object] = {"stream": self.stream, "at": self.at_s - since_s, "gap": gap_s}
        if self.event_id:
            where["event_id"] = self.event_id
        return {"method": self.method, **params, **where}


@dataclass(slots=True, eq=False)
class Call:
    """A request of ours. `settled` is set with its answer, or with the fault that says why there will be none."""

    request: RpcRequest
    params: Mapping[str, object]
    started_s: float
    body: bytes = b""
    wants_task: bool = False
    settled: trio.Event = field(default_factory=trio.Event)
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    response: RpcResponse | None = None
    raw: bytes = b""
    fault: Fault | None = None
    stream: str = ""
    answered_s: float | None = None
    late_answers: int = 0
    is_cancelled: bool = False
    is_refused: bool = False
    http: HttpFacts = field(default_factory=HttpFacts)
    heard: list[Heard] = field(default_factory=list)
    progress: list[object] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    schema_errors: list[str] = field(default_factory=list)
    resumes: int = 0

    @property
    def method(self) -> str:
        return self.request.method

    def fail(self, fault: Fault) -> None:
        """No answer will come; the first word counts."""
        if not self.settled.is_set():
            self.fault = fault
            self.settled.set()

    def refuse(self) -> None:
        """The server refused it without a JSON-RPC answer; `http` tells how."""
        if not self.settled.is_set():
            self.is_refused = True
            self.settled.set()
