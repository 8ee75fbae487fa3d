"""What lint sees of a service that could never be started, or never be asked whether it is ready."""

import pytest

SPEC = """
    spec: A
    services:
      shop: {service}
    steps:
      - http: {{get: "${{{{ services.shop.url }}}}/"}}
        expect: {{status: 200}}
"""


def said(plan, service):
    return plan(SPEC.format(service=service)).said()


@pytest.mark.parametrize(
    "ready",
    [
        "http://127.0.0.1:${{ port }}/health",
        "{http: 'http://127.0.0.1:${{ port }}/health', status: 204}",
        "{tcp: '${{ port }}'}",
        "{log: 'listening on \\d+'}",
    ],
)
def test_one_way_to_ask_is_right(plan, ready):
    quoted = ready if ready.startswith("{") else f'"{ready}"'
    assert said(plan, f"{{module: my.shop, ready: {quoted}}}") == []


def test_nothing_to_start(plan):
    message = "SR0517 `shop` has nothing to start (give exactly one of `run`, `module`, `asgi`, `mock`)"
    assert said(plan, "{cwd: .}") == [f"3:10 {message}"]


def test_two_things_to_start(plan):
    message = "SR0517 `shop` has `module` and `asgi` (give exactly one of `run`, `module`, `asgi`, `mock`)"
    assert said(plan, "{module: my.shop, asgi: 'my.shop:app'}") == [f"3:10 {message}"]


def test_arguments_of_a_command_belong_to_the_command(plan):
    assert said(plan, "{run: [shop], args: [--fast]}") == [
        "3:23 SR0517 `args` go with `module` only (put them into `run`)"
    ]


def test_an_app_in_this_process_has_no_environment_of_its_own(plan):
    assert said(plan, "{asgi: 'my.shop:app', env: {DEBUG: 1}}") == [
        "3:31 SR0517 an `asgi` app has no environment of its own "
        "(set the variables outside, or serve it in a process of its own: `module` or `run`)"
    ]


@pytest.mark.parametrize(
    ("ready", "expected"),
    [
        ("{}", "3:34 SR0517 `ready` says nothing to ask for (give exactly one of `http`, `tcp`, `log`)"),
        (
            "{http: 'http://h/', tcp: 80}",
            "3:54 SR0517 `ready` has `http` and `tcp` (give exactly one of `http`, `tcp`, `log`)",
        ),
        ("{tcp: 80, status: 200}", "3:44 SR0517 `tcp` has no status (`status` goes with `http`)"),
        (
            "/health",
            "3:34 SR0517 `/health` is no URL with a host (write it with its host: "
            "`http://127.0.0.1:${{ port }}/health`)",
        ),
        (
            "{http: /health}",
            "3:41 SR0517 `/health` is no URL with a host (write it with its host: "
            "`http://127.0.0.1:${{ port }}/health`)",
        ),
    ],
)
def test_a_service_that_nobody_could_ask(plan, ready, expected):
    assert said(plan, f"{{module: my.shop, ready: {ready}}}") == [expected]


def test_a_bad_pattern_for_the_log(plan):
    assert said(plan, "{module: my.shop, ready: {log: 'listening ('}}") == [
        "3:41 SR0365 the regular expression cannot be read: a `(` is never closed "
        "(a literal bracket is written `\\(`)"
    ]
