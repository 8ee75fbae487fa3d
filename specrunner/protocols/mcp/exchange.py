"""What a step did and heard, as an exchange: all that its subjects read is in it, as JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field

from ...events import Exchange, Fault, Message
from ...lean import dataclass
from ...plugin import StepContext
from ...values import MISSING
from ...wire.mcp import progress_problems
from .call import Call, Heard, HttpFacts
from .client import McpClient

PROTOCOL = "mcp"


@dataclass(slots=True)
class Story:
    """What happened in one step. `received_from` are the things heard that the step asked for."""

    client: McpClient
    started_s: float
    heard_before: int
    handled_before: int
    calls: list[Call] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)
    http: HttpFacts | None = None
    fault: Fault | None = None
    items: list[object] | None = None
    pages: int | None = None
    tries: int = 0
    problems: list[str] = field(default_factory=list)
    schema_errors: list[str] = field(default_factory=list)
    received: Sequence[Heard] | None = None
    extra: dict[str, object] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def last(self) -> Call | None:
        return self.calls[-1] if self.calls else None


def begin(client: McpClient) -> Story:
    """The story of a step that starts now."""
    return Story(client, client.monotonic_s(), len(client.heard), len(client.handling.handled))


@contextmanager
def told_when_cut_off(story: Story, ctx: StepContext) -> Iterator[None]:
    """A step whose time runs out inside leaves what was said and heard so far."""
    is_through = False
    try:
        yield
        is_through = True
    finally:
        if not is_through:
            ctx.progress.sent += _sent(story)
            # What a collector was given it tells by itself.
            heard = story.client.heard[story.heard_before :] if ctx.collect is None else []
            ctx.progress.received += _received(story, heard)


def exchange_of(story: Story, is_answer_wanted: bool = True) -> Exchange:
    """The exchange of a step. `is_answer_wanted`: the last call is one whose answer was waited for."""
    client, call = story.client, story.last
    heard = client.heard[story.heard_before :] if story.received is None else list(story.received)
    facts: dict[str, object] = {**_session_facts(client), **story.extra}
    facts.update(_answer_facts(story, call if is_answer_wanted else None))
    shown = [each for each in heard if each.kind == "notification"]
    facts["notifications"] = _listed(shown, story.started_s)
    if call is not None and call.progress:
        facts["progress"] = list(call.progress)
    facts["handled"] = [each.facts(story.started_s) for each in client.handling.handled[story.handled_before :]]
    facts["schema_errors"], facts["violations"] = _judged(story, heard)
    http = _http_facts(story, call)
    if http is not None:
        facts["http"] = http
    ended_s = client.monotonic_s()
    timing_s = {"total": ended_s - story.started_s}
    if call is not None and call.answered_s is not None:
        timing_s["answer"] = call.answered_s - call.started_s
    return Exchange(
        protocol=PROTOCOL,
        sent=tuple(_sent(story)),
        received=tuple(_received(story, heard)),
        started_s=story.started_s,
        timing_s=timing_s,
        fault=story.fault or (call.fault if call is not None and is_answer_wanted else None),
        attributes={"mcp": facts},
        notices=tuple(story.notices),
    )


def _session_facts(client: McpClient) -> dict[str, object]:
    agreed = client.agreed
    facts: dict[str, object] = {"transport": client.link.name, "capabilities": dict(agreed.capabilities)}
    members = {
        "revision": agreed.revision or None,
        "server_info": agreed.server_info,
        "instructions": agreed.instructions,
        "session_id": agreed.session_id,
    }
    facts.update({name: value for name, value in members.items() if value is not None})
    return {**facts, **client.link.facts()}


def _answer_facts(story: Story, call: Call | None) -> dict[str, object]:
    facts: dict[str, object] = {}
    if story.items is not None:
        facts["items"] = story.items
    if story.pages is not None:
        facts["pages"] = story.pages
    if story.tries > 1:
        facts["tries"] = story.tries
    if call is None:
        own = story.extra.get("error")
        if isinstance(own, Mapping) and story.http is not None:
            facts["error"] = {**own, **_status_of(story.http)}
        elif story.http is not None and story.http.status >= 400:
            facts["error"] = _http_error(story.http)
        return facts
    facts["is_cancelled"] = call.is_cancelled
    if call.resumes:
        facts["resumes"] = call.resumes
    if call.response is not None:
        facts["stream"] = call.stream
        if call.response.error is not None:
            facts["error"] = {**call.response.error.present(), **_status_of(call.http)}
        else:
            facts["result"] = call.response.result
    elif call.is_refused:
        facts["error"] = _http_error(call.http)
    return facts


def _status_of(http: HttpFacts) -> dict[str, object]:
    return {"http_status": http.status} if http.status else {}


def _http_error(http: HttpFacts) -> dict[str, object]:
    reason = f" {http.reason}" if http.reason else ""
    message = f"HTTP {http.status}{reason}, and no JSON-RPC answer"
    return {"message": message, "http_status": http.status}


def _http_facts(story: Story, call: Call | None) -> dict[str, object] | None:
    http = story.http if story.http is not None else (None if call is None else call.http)
    if http is None or not http.status:
        return None
    facts: dict[str, object] = {"status": http.status, "events": http.events}
    members = {
        "reason": http.reason or None,
        "content_type": http.headers.first("content-type"),
        "last_event_id": http.last_event_id or None,
        "retry": None if http.retry_ms is None else http.retry_ms / 1000,
        "is_clean": http.is_clean,
    }
    facts.update({name: value for name, value in members.items() if value is not None})
    facts["headers"] = [list(pair) for pair in http.headers.pairs]
    return facts


def _listed(heard: Iterable[Heard], since_s: float) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    before_s = since_s
    for each in heard:
        found.append(each.facts(since_s, max(each.at_s - before_s, 0.0)))
        before_s = each.at_s
    return found


def _judged(story: Story, heard: Sequence[Heard]) -> tuple[list[str], list[str]]:
    """What is wrong with the messages of the step, and with the conversation around them."""
    schema_errors, violations = list(story.schema_errors), list(story.problems)
    for call in story.calls:
        schema_errors.extend(call.schema_errors)
        violations.extend(call.problems)
        violations.extend(progress_problems(call.progress))
        if call.late_answers:
            violations.append(f"the answer to `{call.method}` came although it was cancelled")
    for each in heard:
        (schema_errors if each.kind in ("notification", "request") else violations).extend(
            f"{each.method}: {problem}" if each.method and each.method not in problem else problem
            for problem in each.problems
        )
    violations.extend(story.client.handling.faults)
    story.client.handling.faults.clear()
    return schema_errors, violations


def _sent(story: Story) -> Iterable[Message]:
    for call in story.calls:
        if call.http.message is not None:
            yield call.http.message
        else:
            yield Message(_summary(call), body=call.body, at_s=call.started_s)
    for body in story.told:
        yield Message("sent", body=body, at_s=story.started_s)


def _summary(call: Call) -> str:
    name = call.params.get("name", call.params.get("uri", MISSING))
    return f"{call.method} {name}" if isinstance(name, str) else call.method


def _received(story: Story, heard: Sequence[Heard]) -> Iterable[Message]:
    for each in heard:
        yield message_of(each, story.started_s)
    for call in story.calls:
        if call.response is None and not call.is_refused:
            continue
        if call.response is None:
            title = f"HTTP {call.http.status}"
        else:
            title = f"{'error' if call.response.is_error else 'result'} of {_summary(call)}"
        status = {"status": call.http.status} if call.http.status else {}
        attributes = {"stream": call.stream, "kind": "response", **status}
        yield Message(title, call.http.headers, call.raw, attributes, call.answered_s or 0.0)


def message_of(heard: Heard, since_s: float) -> Message:
    """Something heard, as a message: its subjects read its attributes."""
    from ...values import dump_json

    attributes = {"kind": heard.kind, **heard.facts(since_s, 0.0)}
    body = dump_json(heard.value)
    return Message(heard.method or heard.kind, body=body, attributes=attributes, at_s=heard.at_s)


def faulty(fault: Fault, started_s: float, client: McpClient | None = None) -> Exchange:
    """The exchange of a step that had nobody to talk with."""
    facts: Mapping[str, object] = {} if client is None else _session_facts(client)
    return Exchange(PROTOCOL, started_s=started_s, fault=fault, attributes={"mcp": dict(facts)})
