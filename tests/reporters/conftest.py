"""Scripted runs that every format is tried on."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pytest

from specrunner.events import Event, Fault, Outcome, StepError
from specrunner.plugin import ReportTarget
from specrunner.reporters import builtin_reporters, replay
from specrunner.source import Diagnostic, Severity, SourceSpan
from specrunner.testing.playbook import Playbook, http_exchange

URL = "http://127.0.0.1:8080"
ORDERS = """spec: Orders
tags: [smoke]
steps:
  - id: create
    http: {post: /orders, json: {sku: A-1, quantity: 2}}
    expect:
      status: 201
      $.lines: {like: [{sku: A-1, quantity: 2}]}
  - id: ready
    http: {get: /orders/1}
    until: {$.state: shipped}
    within: 2s
  - id: invoice
    http: {get: /orders/1/invoice}
  - id: legacy
    http: {get: /v1/orders}
    known_failure: {reason: the old path is gone, until: 2027-01-31}
"""
LOGIN = """fragment: Log in
steps:
  - id: token
    http: {post: /login}
    expect: {status: 200}
"""
USERS = """spec: Users
matrix: {role: [admin, guest]}
steps:
  - id: each
    for_each: [ann, bob]
    uses: ./login.fragment.yaml
"""
HEALTH = "spec: Health\nsteps:\n  - {id: ping, http: {get: /health}}\n"


def _failed_order(spec):
    create = spec.step("create", at="create", name="Create an order")
    create.exchange(
        http_exchange(
            "POST",
            f"{URL}/orders",
            200,
            headers=[("content-type", "application/json"), ("x-request-id", "42")],
            body=b'{"id":7,"price":1.10,"lines":[{"sku":"A-1","quantity":"2"}],"notes":[],"at":"2026-01-02T03:04:05Z"}',
        ),
        curl=f"curl '{URL}/orders' -H 'content-type: application/json' -d '{{\"sku\":\"A-1\",\"quantity\":2}}'",
    )
    create.check("status", "eq", "integer 201", "integer 200", outcome=Outcome.FAILED, at="201")
    create.check(
        "$.lines",
        "like",
        "integer 2",
        'text "2"',
        outcome=Outcome.FAILED,
        at="{like: [{sku: A-1, quantity: 2}]}",
        location="$.lines[0].quantity",
        diff=["- $.lines[0].quantity: integer 2", '+ $.lines[0].quantity: text "2"', "- $.lines[0].note: text"],
        hint='the answer has a text: write `"2"`, or mend the service',
    )
    create.finish(Outcome.FAILED, duration_s=0.021)


def _orders(book):
    spec = book.spec("specs/orders.spec.yaml", ORDERS, title="Orders", tags=("smoke",), step_count=4)
    _failed_order(spec)
    ready = spec.step("ready", at="ready", attempts_allowed=3)
    for _ in range(2):
        ready.exchange(http_exchange("GET", f"{URL}/orders/1", 503, "Service Unavailable"))
        ready.check("status", "lt", "less than 400", "integer 503", outcome=Outcome.FAILED, at="get: /orders/1")
        ready.retry()
    fault = Fault(
        "refused", "connect", "nothing listens on 127.0.0.1:8080", "start the service, or name it under `services:`"
    )
    ready.exchange(http_exchange("GET", f"{URL}/orders/1", fault=fault), curl=f"curl '{URL}/orders/1'")
    ready.finish(Outcome.ERRORED, duration_s=1.25, error=StepError("nothing listens on 127.0.0.1:8080"))
    spec.unstarted("invoice", Outcome.SKIPPED, "it needs `ready`, which errored", at="invoice")
    legacy = spec.step("legacy", at="legacy")
    legacy.exchange(http_exchange("GET", f"{URL}/v1/orders", 404, "Not Found"))
    legacy.check("status", "lt", "less than 400", "integer 404", outcome=Outcome.FAILED)
    legacy.finish(Outcome.KNOWN_FAILURE, reason="the old path is gone")
    spec.finish(Outcome.ERRORED)


def _users(book):
    spec = book.spec(
        "specs/users.spec.yaml",
        USERS,
        title="Users",
        matrix={"role": "guest"},
        fragments={"specs/login.fragment.yaml": LOGIN},
    )
    holder = spec.step("each", at="each", kind="for_each")
    for number, name in enumerate(("ann", "bob")):
        token = spec.step(
            f"each[{number}]/token",
            at="token",
            file="specs/login.fragment.yaml",
            name="token",
            stack=(f"for_each item {number + 1} of 2 ({name})", "fragment specs/login.fragment.yaml"),
            parent="each",
        )
        status, reason = ((200, "OK"), (401, "Unauthorized"))[number]
        token.exchange(
            http_exchange("POST", f"{URL}/login", status, reason, body=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
            curl=f"curl -X POST '{URL}/login'",
        )
        outcome = (Outcome.PASSED, Outcome.FAILED)[number]
        token.check(
            "status",
            "eq",
            "integer 200",
            f"integer {status}",
            outcome=outcome,
            at="200",
            file="specs/login.fragment.yaml",
        )
        token.finish(outcome, duration_s=0.004)
    holder.finish(Outcome.FAILED, duration_s=0.0)
    spec.finish(Outcome.FAILED)


def mixed():
    book = Playbook(spec_count=3, environment="staging", shard="1/2")
    span = SourceSpan("specs/health.spec.yaml", 3, 6, 3, 8)
    book.diagnostic(
        Diagnostic("SR0501", Severity.WARNING, "step `ping` has no check", span, "add `expect:`", "this step"), HEALTH
    )
    health = book.spec("specs/health.spec.yaml", HEALTH, title="Health")
    ping = health.step("ping", at="id: ping")
    ping.exchange(http_exchange("GET", f"{URL}/health", 503, "Service Unavailable"))
    ping.check("status", "lt", "less than 400", "integer 503", outcome=Outcome.FAILED)
    ping.retry()
    ping.exchange(http_exchange("GET", f"{URL}/health", 200, body=b"fine\n"), curl=f"curl '{URL}/health'")
    ping.check("status", "lt", "less than 400", "integer 200")
    ping.finish(duration_s=0.012)
    health.finish()
    _orders(book)
    _users(book)
    return book.finish()


def green():
    book = Playbook(spec_count=2)
    for name in ("a", "b"):
        spec = book.spec(f"specs/{name}.spec.yaml", HEALTH, title=f"Spec {name.upper()}", step_count=2)
        spec.passed("ping")
        spec.passed("pong")
        spec.finish()
    return book.finish()


def before_traffic():
    book = Playbook(spec_count=0)
    text = "spec: A\nstep:\n  - {id: ping, http: {get: /}}\n"
    span = SourceSpan("specs/a.spec.yaml", 2, 1, 2, 5)
    book.diagnostic(Diagnostic("SR0201", Severity.ERROR, "unknown key `step`", span, "did you mean `steps`?"), text)
    book.diagnostic(Diagnostic("SR0502", Severity.NOTICE, "this is only a notice", span), text)
    return book.finish()


def interrupted():
    book = Playbook(spec_count=3)
    spec = book.spec("specs/a.spec.yaml", HEALTH, title="A", step_count=2)
    spec.passed("ping")
    spec.unstarted("pong", Outcome.NOT_RUN, "the run was interrupted")
    spec.finish(Outcome.NOT_RUN, reason="the run was interrupted")
    return book.finish(interrupted="SIGINT")


def torn():
    book = Playbook(spec_count=2)
    spec = book.spec("specs/a.spec.yaml", HEALTH, title="A", step_count=2)
    spec.passed("ping")
    spec.step("pong")
    return book.events


def nothing():
    return Playbook(spec_count=0).finish(reason="no spec has the tag `smoke`")


def service():
    book = Playbook(spec_count=2)
    book.spec("specs/b.spec.yaml", HEALTH, title="B").finish(
        Outcome.FAILED, reason="it was marked as a known failure until 2026-01-01, which is over"
    )
    spec = book.spec("specs/a.spec.yaml", HEALTH, title="A")
    spec.service("shop", "starting", url="http://127.0.0.1:40001")
    spec.service(
        "shop",
        "failed",
        message="it ended with exit status 1 before it was ready",
        log_tail=("Traceback (most recent call last):", "\x1b[31mKeyError\x1b[0m: 'PORT'"),
    )
    spec.unstarted("ping", Outcome.SKIPPED, "service `shop` failed", at="id: ping")
    spec.finish(
        Outcome.ERRORED,
        error=StepError("service `shop` did not start", spec.span("spec"), "SR0601", "see its log above"),
    )
    return book.finish()


HOSTILE = (
    "::error::owned\n##[add-mask]x\n##vso[task.setvariable variable=a]b\n]]></failure><script>alert(1)</script>\n"
    "\x1b]0;title\x07\x1b[31mred\n```\n| a | b |\n[[ATTACHMENT|/etc/passwd]]\n%0A::warning::x\n\u202egnp.exe\n=cmd()"
)


def hostile():
    book = Playbook()
    spec = book.spec("specs/a.spec.yaml", HEALTH, title="A ::error:: <b>,\n`x`|y")
    step = spec.step("ping", at="id: ping", name="]]> \x00 \ud800 %, :")
    headers = [("x-evil", "a\x1b[2Jb"), ("x-evil", "\x85\xff")]
    step.exchange(
        http_exchange("GET", f"{URL}/\x1b[31m", 200, "OK\x1b[31m", headers=headers, body=HOSTILE.encode()),
        curl=f"curl '{URL}/' \\\n  -H 'a: ::stop-commands::x'",
    )
    step.check(
        "body",
        "eq",
        'text "x"',
        'text "\ud800\ufffe\x00]]>"',
        outcome=Outcome.FAILED,
        at="ping",
        explanation="::error::the body is not x\n::warning::second line",
        diff=["  ::error::x", "- ```", "+ \x1b[31m"],
    )
    step.finish(Outcome.FAILED)
    spec.finish(Outcome.FAILED)
    return book.finish()


STORIES: Mapping[str, Callable[[], list[Event]]] = {
    story.__name__: story for story in (mixed, green, before_traffic, interrupted, torn, nothing, service, hostile)
}


@pytest.fixture
def story() -> Callable[[str], list[Event]]:
    """The events of a scripted run, by its name."""
    return lambda name: STORIES[name]()


@pytest.fixture(params=STORIES)
def story_name(request) -> str:
    return request.param


@pytest.fixture
def report(tmp_path) -> Callable[..., str]:
    """The text that a built-in reporter makes of some events."""

    def make(format_name: str, events: list[Event], **look: object) -> str:
        environ = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        stream = io.StringIO()
        replay(events, builtin_reporters(environ)[format_name].make(ReportTarget(stream, **look)))
        return stream.getvalue()

    return make
