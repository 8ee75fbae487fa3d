"""The command. The tests that start a process are few, since each costs half a second."""

import signal
import socket
import subprocess
import sys
import time

import httpx2
import pytest

from specrunner.demo.__main__ import _parser, _settings
from specrunner.demo.settings import User

COMMAND = [sys.executable, "-m", "specrunner.demo"]


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    word, _, url = process.stdout.readline().strip().rpartition(" ")
    assert word == "listening on"
    return process, url


def stop(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, float, str, str]:
    began_s = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    return process.returncode, time.monotonic() - began_s, out, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_one_line_and_ends_quietly_on_a_signal(number):
    process, url = start("--now", "2027-01-15T08:00:00Z")
    with httpx2.Client(base_url=url, trust_env=False) as client:
        assert client.get("/health").json()["now"].startswith("2027-01-15T08:00:0")
        code, took_s, out, err = stop(process, number)
    assert (code, out, err) == (0, "", "")
    assert took_s < 5  # it waits for nobody; a busy machine takes its time


def test_it_ends_although_a_client_does_not_read():
    process, url = start()
    host, _, port = url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port))) as stuck:
        stuck.sendall(b"GET /http/bytes/60000000 HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert stuck.recv(1)
        code, took_s, out, err = stop(process, signal.SIGTERM)
    assert (code, out, err) == (0, "", "")
    assert took_s < 5


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=10, check=False
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_the_knobs_reach_the_settings():
    arguments = "--seed 3 --paid-after 1 --packed-after 2 --shipped-after 3.5 --token-ttl 60 --cache-ttl 0.5"
    arguments += " --login-failures 4 --max-body 100 --max-orders 9 --max-skus 20"
    arguments += " --user eve:a:b:admin --user ann:new:customer"
    settings = _settings(_parser().parse_args(arguments.split()))
    assert (settings.seed, settings.paid_after_s, settings.packed_after_s, settings.shipped_after_s) == (3, 1, 2, 3.5)
    assert (settings.token_ttl_s, settings.cache_ttl_s, settings.login_failures) == (60, 0.5, 4)
    assert (settings.max_body_bytes, settings.max_orders, settings.max_skus) == (100, 9, 20)
    users = {user.name: user for user in settings.users}
    assert users["eve"] == User("eve", "a:b", "admin", "demo-key-eve")
    assert (users["ann"].password, len(users)) == ("new", 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--user eve", "argument --user: must be NAME:PASSWORD:ROLE, the role customer or admin"),
        ("--user eve:x:king", "argument --user: must be NAME:PASSWORD:ROLE, the role customer or admin"),
        ("--now 2027-01-15T08:00:00", "argument --now: needs an offset from UTC, such as Z"),
        ("--now soon", "argument --now: invalid _instant value: 'soon'"),
        ("--paid-after -1", "argument --paid-after: must be between 0 and 86400"),
        ("--token-ttl 0", "argument --token-ttl: must be between 1 and 86400"),
        ("--max-orders 0", "argument --max-orders: must be between 1 and 1000000000"),
        ("--certificate /no/file", "argument --certificate: there is no file /no/file"),
    ],
)
def test_a_wrong_knob_is_named(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        _parser().parse_args(arguments.split())
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith(f"python -m specrunner.demo: error: {message}\n")
