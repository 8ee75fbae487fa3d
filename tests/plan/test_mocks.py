"""What lint sees of mocks that could not do what they say, and of steps that ask for what is not there."""

import pytest

from specrunner.plugin import Registry
from specrunner.protocols.flow import CHECK, PAUSE, SET
from specrunner.protocols.http import HTTP
from specrunner.protocols.mock import MOCK

REGISTRY = Registry(kinds={kind.key: kind for kind in (HTTP, MOCK, PAUSE, CHECK, SET)})
STEP = "steps:\n  - {mock: erp, expect: {count: 0}}\n"


@pytest.fixture
def said(plan):
    def say(text: str, **files: str) -> list[str]:
        return plan(f"spec: A\n{text}", files, registry=REGISTRY).said()

    return say


def routes(*each: str, step: str = STEP) -> str:
    lines = "".join(f"        - {route}\n" for route in each)
    return f"services:\n  erp:\n    mock:\n      routes:\n{lines}{step}"


ORDER = "{name: order, path: '/orders/{id}', answer: {json: {id: '${{ request.path_values.id }}'}}}"


def test_a_mock_and_a_step_that_asks_it_are_fine(said):
    assert said(routes(ORDER, "{path: /a, when: '${{ request.count < 3 }}'}")) == []


def test_a_mock_sees_vars_earlier_services_and_its_port(said):
    answer = "{path: /a, answer: {body: '${{ v }} ${{ port }} ${{ request.path }}'}}"
    assert said(f"vars: {{v: 1}}\n{routes(answer)}") == []


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("{path: /a, answer: {body: '${{ requst.path }}'}}",
         "6:42 SR0501 nothing defines `requst` (did you mean `request`?)"),
        ("{path: /a, answer: {json: {}, body: x}}",
         "6:41 SR0517 an answer has `json` and `body` (one body is enough)"),
        ("{path: /a, answer: {fault: reset, body: x}}",
         "6:45 SR0517 `body` means nothing beside `fault: reset`, which sends no answer (take it out)"),
        ("{path: /a, answer: {events: [], drip: {every: 1s}}}",
         "6:43 SR0517 `drip` means nothing beside `events` (give the events a `pause`)"),
        ("{path: /a, answer: {events: [{data: a, json: 1}]}}",
         "6:50 SR0517 an event has `data` or `json`, not both (keep one of them)"),
        ("{path: /a, answer: {}}",
         "6:30 SR0517 `answer` is empty, so it says nothing (give it a key, or take it out)"),
        ("{path: /a, headers: {}}",
         "6:31 SR0517 `headers` is empty, so it says nothing (give it a key, or take it out)"),
        ("{path: /a, query: {}}",
         "6:29 SR0517 `query` is empty, so it says nothing (give it a key, or take it out)"),
        ("{path: /a, sequence: [{headers: {}}]}",
         "6:43 SR0517 `headers` is empty, so it says nothing (give it a key, or take it out)"),
        ("{path: /a, sequence: [{status: 500}, {}]}",
         "6:48 SR0517 this answer is empty, so it says nothing (say `status: 200`, or take it out)"),
        ("{path: /a, when: '${{ request.jsn.a == 1 }}'}",
         "6:33 SR0517 `request` has no `jsn` (did you mean `json`?)"),
        ("{path: /a, answer: {headers: {A: '${{ request.cuont }}'}}}",
         "6:49 SR0517 `request` has no `cuont` (did you mean `count`?)"),
        ("{path: /a, sequence: [{events: [{data: '${{ request.mtehod }}'}]}]}",
         "6:55 SR0517 `request` has no `mtehod` (did you mean `method`?)"),
        ("{path: '/a/{sku}', answer: {json: ['${{ request.path_values.suk }}']}}",
         "6:51 SR0517 the path `/a/{sku}` has no `{suk}` (did you mean `sku`?)"),
        ("{path: /a, answer: {status: 200}, sequence: [{status: 200}]}",
         "6:45 SR0517 a route has `answer` or `sequence`, not both (keep one of them)"),
        ("{path: /a, cycle: true}", "6:22 SR0517 `cycle` means nothing without `sequence` (take it out)"),
        ("{path: /a, answer: {file: gone.json}}",
         "6:37 SR0517 `gone.json` cannot be read: there is no such file (paths begin at the spec)"),
    ],
)  # fmt: skip
def test_a_route_that_makes_no_sense(said, route, message):
    assert said(routes(route)) == [message]


def test_a_file_beside_the_spec_is_fine(said):
    assert said(routes("{path: /a, answer: {file: a.json}}"), **{"a.json": "[]"}) == []


def test_two_routes_of_one_name(said):
    assert said(routes("{name: a, path: /a}", "{name: a, path: /b}")) == [
        "7:11 SR0517 there are two routes `a` (give each a `name` of its own)"
    ]


def test_a_route_that_nothing_reaches(said):
    assert said(routes("{path: /a, method: any}", "{name: mine, path: /a, query: {v: 1}}")) == [
        "7:11 SR0517 no call comes here: `ANY /a` above takes all of them "
        "(move it up, or give the other a condition or `times`)"
    ]


@pytest.mark.parametrize(
    "condition", ["times: 1", "query: {v: 1}", "json: {a: 1}", "when: '${{ request.count > 1 }}'"]
)
def test_a_route_below_a_narrower_one_is_fine(said, condition):
    assert said(routes(f"{{path: /a, {condition}}}", "{name: b, path: /a}")) == []


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("ready: {tcp: 1}", "4:5 SR0517 a mock has no `ready` (take it out)"),
        ("shared: run", "4:13 SR0517 a mock belongs to one spec: steps judge what it was asked (take `shared` out)"),
        (
            "module: a",
            "4:5 SR0517 `erp` has `module` and `mock` (give exactly one of `run`, `module`, `asgi`, `mock`)",
        ),
    ],
)
def test_what_a_mock_does_not_have(said, extra, message):
    assert said(f"services:\n  erp:\n    {extra}\n    mock: {{routes: [{{path: /a}}]}}\n{STEP}") == [message]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("epr", "8:11 SR0516 there is no service `epr` (did you mean `erp`?)"),
        ("{of: epr}", "8:16 SR0516 there is no service `epr` (did you mean `erp`?)"),
        ("{of: erp, route: ordr}", "8:28 SR0510 the mock `erp` has no route `ordr` (did you mean `order`?)"),
    ],
)
def test_a_step_asks_for_what_is_not_there(said, action, message):
    assert said(routes(ORDER, step=f"steps:\n  - mock: {action}\n    expect: {{count: 0}}\n")) == [message]


def test_a_step_asks_a_service_that_is_no_mock(said):
    text = "services: {shop: {module: a}}\nsteps:\n  - {mock: shop, expect: {count: 0}}\n"
    assert said(text) == [
        "4:12 SR0516 the service `shop` is no mock (the spec has no mock; add one under `services`)"
    ]
