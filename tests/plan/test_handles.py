"""The static rules of handles, `collect` and `Later`, on a kind that has them all."""

from __future__ import annotations

import pytest

from specrunner.plugin import Registry
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.protocols.http import HTTP
from tests.engine.feed import Source

REGISTRY = Registry(kinds={kind.key: kind for kind in (Source().kind(), HTTP, PAUSE, CHECK, SET)})


@pytest.fixture
def said(plan):
    def say(text: str) -> list[str]:
        return plan(f"spec: A\n{text}", registry=REGISTRY).said()

    return say


LINE = "  - {id: line, feed: {open: /x}}\n"
READ = "  - {feed: {on: line}, expect: {events: []}}\n"


def test_a_handle_that_is_used_is_fine(said):
    assert said(f"steps:\n{LINE}{READ}") == []


ASK = "  - {id: ask, http: {get: http://h/}, expect: {status: 200}}\n"
EMPTY = "expect: {events: []}"


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (f"{LINE}{READ}  - {{feed: {{on: lime}}, {EMPTY}}}\n",
         "5:17 SR0502 there is no step `lime` (did you mean `line`?)"),
        (READ, "3:17 SR0502 there is no step `line` (no `feed` step here leaves anything open)"),
        (f"{ASK}  - {{feed: {{on: ask}}, {EMPTY}}}\n", "4:17 SR0529 step `ask` is of the kind `http`, not `feed`"),
        (f"{LINE}  - {{id: read, feed: {{on: line}}, {EMPTY}}}\n  - {{feed: {{on: read}}, {EMPTY}}}\n",
         "5:17 SR0529 step `read` leaves nothing open (known here: `line`)"),
        (f"{READ}  - {{id: line, feed: {{open: /x}}, {EMPTY}}}\n",
         "3:17 SR0503 `line` runs later than this (move step `line` up, or add `needs: [line]`)"),
        (f"  - {{id: line, for_each: [1, 2], feed: {{open: /x}}, {EMPTY}}}\n",
         "3:26 SR0530 a handle cannot be opened in a loop (open each in a step of its own)"),
        (f"  - {{feed: {{open: /x}}}}\n{ASK}",
         "3:6 SR0531 nothing uses what this step opens (`feed`) "
         "(give it an `id` and work on it with `on:`, add `expect:`, or take it out)"),
        ("  - {http: {get: http://h/}, collect: {count: 1}, expect: {status: 200}}\n",
         "3:30 SR0210 `http` receives no messages to collect (`feed` can)"),
        (f"{LINE}  - {{feed: {{on: line}}, collect: {{count: 1, until: {{value: a}}}}}}\n",
         "4:33 SR0205 `collect` has both `until` and `count` (keep one of them; `max` bounds how many are taken)"),
        (f"{LINE}  - {{feed: {{on: line}}, {EMPTY}, collect: {{until: {{valu: a}}}}}}\n",
         "4:64 SR0401 `feed` has no subject `valu` (did you mean `value`?)"),
        (f"{LINE}  - {{feed: {{on: line}}, {EMPTY}, collect: {{until: {{value: '${{{{ 1 + }}}}'}}}}}}\n",
         "4:79 SR0301 a value must follow `+`, but the expression ends"),
        (f"{LINE}  - {{feed: {{on: line}}, {EMPTY}, collect: {{cuont: 1}}}}\n",
         "4:56 SR0203 unknown key `cuont` (did you mean `count`?)"),
        ("  - {id: line, feed: {open: /x, reply: '${{ reqest.name }}'}}\n" + READ,
         "3:45 SR0501 nothing defines `reqest` (did you mean `request`?)"),
    ],
)  # fmt: skip
def test_a_slip_is_told_before_anything_is_sent(said, steps, message):
    assert said(f"steps:\n{steps}") == [message]


def test_names_that_only_the_runner_gives_are_known(said):
    steps = "  - {id: line, feed: {open: /x, reply: {a: '${{ request.name }}', b: '${{ v }}'}}}\n"
    assert said(f"vars: {{v: 1}}\nsteps:\n{steps}{READ}") == []


def test_a_handle_of_setup_is_known_in_steps_and_teardown(said):
    assert said(f"setup:\n{LINE}steps:\n{READ}teardown:\n{READ}") == []


def test_using_a_handle_is_an_edge(plan):
    steps = f"steps:\n{LINE}  - {{needs: [], feed: {{on: line}}, expect: {{events: []}}}}\n"
    planned = plan(f"spec: A\n{steps}", registry=REGISTRY)
    assert planned.spec.steps.steps[1].after == ("line",)
    assert planned.spec.steps.steps[1].requires == ("line",)


def test_collecting_asks_something(said):
    assert said(f"steps:\n{LINE}  - {{feed: {{on: line}}, collect: {{count: 1}}}}\n") == []
