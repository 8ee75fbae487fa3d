"""Tiny programs to start, and the proof that nothing of them is left."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trio

from specrunner.services import LogReady, ServiceDefinition, ServiceFailed, free_port, running_service
from specrunner.source import whole_file
from specrunner.values import compile_regex

LIMIT_S = 30
"""The longest that anything here may take, on the slowest machine."""

ANSWER = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    connection, _ = listener.accept()
    with connection:
        try:
            if connection.recv(65536):
                connection.sendall(b"HTTP/1.1 {status}\\r\\nContent-Length: 0\\r\\n\\r\\n")
        except OSError:
            pass
"""
"""A program that answers every request on the port given with `status`."""

Define = Callable[..., ServiceDefinition]


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No descriptor and no child process, not even a zombie, more than before."""
    before = set(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) <= len(before)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.fixture
def define(tmp_path: Path) -> Define:
    """Makes the definition of a service `shop` that is a Python script."""

    def make(script: str, *arguments: object, **fields: object) -> ServiceDefinition:
        path = tmp_path / "program.py"
        path.write_text(script)
        values: dict[str, object] = {
            "name": "shop",
            # Without site-packages, so that a program is there in a tenth of the time.
            "command": (sys.executable, "-I", "-S", str(path), *map(str, arguments)),
            "asgi": None,
            "host": "127.0.0.1",
            "port": free_port(),
            "cwd": tmp_path,
            "ready_within_s": float(LIMIT_S),
        }
        return ServiceDefinition(**{**values, **fields})  # type: ignore[arg-type]

    return make


async def until(condition: Callable[[], bool]) -> None:
    """Returns when something outside of this process has come true."""
    pause_s = 0.01
    while not condition():
        await trio.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 0.1)


def log_ready(pattern: str) -> LogReady:
    return LogReady(compile_regex(pattern, whole_file("test")))


async def failure_of(definition: ServiceDefinition) -> ServiceFailed:
    """Why the service does not start."""
    with pytest.raises(ServiceFailed) as raised:
        async with running_service(definition):
            pytest.fail("it started")
    return raised.value


def is_alive(process: int) -> bool:
    """Whether a process runs. A zombie that its new parent has not looked at yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
