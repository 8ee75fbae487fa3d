"""A small kind of step to ask checks of, and a scope with fixed clocks."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime

from specrunner.checks import Check, ExchangeView, Subject, SubjectTable, Unreadable, compile_checks
from specrunner.events import CheckResult, Exchange, Fault, Headers, Message
from specrunner.source import Diagnostic, SourceText
from specrunner.syntax import MappingNode, compose
from specrunner.values import MISSING, FunctionContext, Scope

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def _read_json(exchange: Exchange) -> object:
    try:
        return json.loads(exchange.received[0].body)
    except ValueError:
        raise Unreadable("the body is not JSON") from None


def _attribute(name: str) -> Callable[[Exchange], object]:
    return lambda exchange: exchange.attributes.get(name, MISSING)


SUBJECTS = SubjectTable(
    kind="http",
    subjects={
        subject.name: subject
        for subject in (
            Subject("status", "The status code.", "integer", _attribute("status")),
            Subject(
                "headers",
                "The header fields.",
                "map",
                lambda exchange: exchange.received[0].headers,
                field_types={"*": "text"},
            ),
            Subject("json", "The body as JSON.", "any", _read_json),
            Subject("body", "The body.", "any", _read_json),
            Subject("text", "The body as text.", "text", lambda exchange: exchange.received[0].body.decode()),
            Subject("time", "How long it took.", "duration", _attribute("time"), hidden_when_fault=False),
            Subject("size", "The size of the body.", "size", _attribute("size")),
            Subject("error_rate", "The part that failed.", "ratio", _attribute("error_rate")),
            Subject("throughput", "How many a second.", "rate", _attribute("throughput")),
            Subject("is_error", "Whether it failed.", "boolean", _attribute("is_error")),
            Subject(
                "timing",
                "Where the time went.",
                "map",
                _attribute("timing"),
                fields={"connect": "TCP", "first_byte": "first byte", "total": "all"},
                field_types={"*": "duration"},
            ),
            Subject(
                "redirects",
                "The answers before the last.",
                "list",
                _attribute("redirects"),
                fields={"status": "the code", "url": "the address"},
                field_types={"status": "integer", "url": "text"},
            ),
            Subject(
                "tls",
                "The certificate.",
                "map",
                _attribute("tls"),
                fields={"not_after": "end"},
                field_types={"not_after": "date"},
            ),
            Subject(
                "fault",
                "Why there is no answer.",
                "map",
                lambda exchange: {"kind": exchange.fault.kind} if exchange.fault else MISSING,
                fields={"kind": "its name"},
                field_types={"kind": "text"},
                hidden_when_fault=False,
            ),
        )
    },
    document="json",
)


def an_exchange(
    body: object = None, *, raw: bytes | None = None, fault: Fault | None = None, **attributes: object
) -> Exchange:
    """An answer with this JSON body (or these bytes), status 200 and two headers."""
    headers = Headers(
        (("Content-Type", "application/json"), ("X-Count", "7"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    )
    content = json.dumps(body).encode() if raw is None else raw
    known = {"status": 200, "time": 0.25, "size": 2048, "is_error": False, **attributes}
    return Exchange("http", received=(Message("200 OK", headers, content),), attributes=known, fault=fault)


def a_scope(files: dict[str, bytes] | None = None, **names: object) -> Scope:
    def read_file(name: str) -> bytes:
        try:
            return (files or {})[name]
        except KeyError:
            raise FileNotFoundError(2, "No such file or directory", name) from None

    return Scope(names, functions=FunctionContext(lambda: NOW, random.Random(1), read_file, lambda: 0.0))


def node_of(text: str) -> MappingNode:
    composed = compose(SourceText("a.spec.yaml", text))
    assert not composed.diagnostics, composed.diagnostics
    assert isinstance(composed.node, MappingNode)
    return composed.node


def compiled(text: str) -> tuple[Check, ...]:
    checks, diagnostics = compile_checks(node_of(text), SUBJECTS)
    assert not diagnostics, diagnostics
    return checks


def problems(text: str) -> list[Diagnostic]:
    return compile_checks(node_of(text), SUBJECTS)[1]


def problem(text: str) -> str:
    """The only mistake in some checks: `line:column code message (hint)`."""
    (diagnostic,) = problems(text)
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"{diagnostic.span.line}:{diagnostic.span.column} {diagnostic.code} {diagnostic.message}{hint}"


def ask(
    text: str, body: object = None, *, exchange: Exchange | None = None, scope: Scope | None = None
) -> list[CheckResult]:
    """The answers to some checks, asked of an answer with this JSON body."""
    asked = exchange or an_exchange(body)
    view = ExchangeView(asked, SUBJECTS)
    return [result for check in compiled(text) for result in check.evaluate(view, scope or a_scope())]


def holds(matcher: str, value: object, **names: object) -> bool:
    """Whether a matcher holds for a JSON value."""
    results = ask(f"$.v: {matcher}", {"v": value}, scope=a_scope(**names))
    assert all(result.outcome in ("passed", "failed") for result in results), results
    return all(result.outcome == "passed" for result in results)


def why(matcher: str, value: object, **names: object) -> str:
    """Why a matcher does not hold for a JSON value: `location: explanation (hint)`."""
    return told(ask(f"$.v: {matcher}", {"v": value}, scope=a_scope(**names)))


def told(results: list[CheckResult]) -> str:
    """The explanation of the only result that is not passed."""
    (result,) = [result for result in results if result.outcome != "passed"]
    place = f"{result.location}: " if result.location else ""
    hint = f" ({result.hint})" if result.hint else ""
    return f"{place}{result.explanation}{hint}"
