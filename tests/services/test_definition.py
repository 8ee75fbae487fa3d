import sys
from pathlib import Path

import pytest

from specrunner.model import Service
from specrunner.services import HttpReady, ServiceDefinition, ServiceFailed, TcpReady, define_service
from specrunner.transport.target import read_target

BASE = Path("/specs")


def define(**fields: object) -> ServiceDefinition:
    return define_service("shop", Service.model_validate(fields), 8123, BASE)


def test_a_command_is_taken_as_it_is():
    definition = define(
        run=["node", "server.js", "--port", 8123], env={"PORT": 8123, "RATE": 0.5, "NAME": "x"}, stop_within="1s"
    )
    assert definition == ServiceDefinition(
        name="shop",
        command=("node", "server.js", "--port", "8123"),
        asgi=None,
        host="127.0.0.1",
        port=8123,
        env={"PORT": "8123", "RATE": "0.5", "NAME": "x"},
        cwd=BASE,
        ready=None,
        ready_within_s=20.0,
        stop_within_s=1.0,
    )
    assert definition.url == "http://127.0.0.1:8123"


def test_numbers_in_a_command_become_texts():
    assert define(run=["node", "server.js", 8123, 0.5]).command == ("node", "server.js", "8123", "0.5")


def test_a_module_runs_with_the_interpreter_that_runs_specrunner():
    assert define(module="shop.server", args=["--port", 8123, "--ratio", 0.5]).command == (
        sys.executable,
        "-m",
        "shop.server",
        "--port",
        "8123",
        "--ratio",
        "0.5",
    )


def test_an_asgi_app_has_no_command():
    definition = define(asgi="shop.web:app")
    assert (definition.command, definition.asgi) == (None, "shop.web:app")


@pytest.mark.parametrize(
    ("given", "folder"), [({}, "/specs"), ({"cwd": "../shop"}, "/shop"), ({"cwd": "/srv"}, "/srv")]
)
def test_the_folder_is_relative_to_the_spec(given, folder):
    assert define(run=["x"], **given).cwd == Path(folder)


def test_without_more_a_service_is_ready_when_its_port_takes_connections():
    assert define(run=["x"]).readiness == TcpReady("127.0.0.1", 8123)


def test_readiness_can_be_a_url_a_port_or_a_line():
    url = "http://127.0.0.1:8123/health"
    assert define(run=["x"], ready=url).readiness == HttpReady(read_target(url), None)
    assert define(run=["x"], ready={"http": url, "status": 204}).readiness == HttpReady(read_target(url), 204)
    assert define(run=["x"], ready={"tcp": 9000}).readiness == TcpReady("127.0.0.1", 9000)
    regex = define(run=["x"], ready={"log": "listening on \\d+"}).readiness.regex  # type: ignore[union-attr]
    assert regex.search("now listening on 8123")


def test_a_url_that_is_none_says_what_to_write():
    with pytest.raises(ServiceFailed) as raised:
        define(run=["x"], ready="/health")
    assert raised.value.message == (
        "`shop` cannot be asked whether it is ready: `/health` does not begin with http:// or https://"
    )
    assert raised.value.hint == "write `ready: http://host:port/path`"


@pytest.mark.parametrize(
    ("ready", "message", "hint"),
    [
        ({}, "`ready` has nothing", "give exactly one of `http`, `tcp`, `log`"),
        ({"tcp": 1, "log": "x"}, "`ready` has `tcp` and `log`", "give exactly one of `http`, `tcp`, `log`"),
        ({"tcp": 1, "status": 200}, "`tcp` has no status", "`status` goes with `http`"),
    ],
)
def test_there_is_exactly_one_way_to_be_ready(ready, message, hint):
    with pytest.raises(ServiceFailed) as raised:
        define(run=["x"], ready=ready)
    assert raised.value.message == f"`shop` cannot be asked whether it is ready: {message}"
    assert raised.value.hint == hint


def test_an_app_in_this_process_has_no_environment_of_its_own():
    with pytest.raises(ServiceFailed) as raised:
        define(asgi="shop.web:app", env={"DEBUG": 1})
    assert raised.value.message == "`shop` cannot start: an `asgi` app has no environment of its own"
    assert raised.value.hint == "set the variables outside, or serve it in a process of its own: `module:` or `run:`"


def test_a_pattern_that_re2_does_not_know_says_why():
    with pytest.raises(ServiceFailed) as raised:
        define(run=["x"], ready={"log": "(?=x)"})
    assert raised.value.message.startswith("`shop` cannot be asked whether it is ready: ")
    assert "look-ahead" in raised.value.message
