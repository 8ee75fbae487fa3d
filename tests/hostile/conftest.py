"""The real command as a process of its own, in a folder of its own, and a server in this process that misbehaves."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

import pytest

from tests.tree import bare_environment

LIMIT_S = 60
MARK = "SPECRUNNER_TEST_MARK"


@dataclass
class Desk:
    """A folder with specs. Every process started from it carries a mark in its environment."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        own = {"TMPDIR": str(self.temporary), MARK: self.mark}
        return bare_environment(**{**own, **self.env, **extra})

    def start(
        self,
        *arguments: str,
        stdout: int | IO[bytes] = subprocess.PIPE,
        cwd: Path | None = None,
        **extra: str,
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "specrunner", *arguments],
            cwd=cwd or self.folder,
            env=self.environment(extra),
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, **extra: str) -> Done:
        return ended(self.start(*arguments, **extra))

    def shell(self, line: str, **extra: str) -> Done:
        """A line for bash, in which `$SPECRUN` is the command."""
        command = f"{sys.executable} -m specrunner"
        process = subprocess.Popen(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self.environment({"SPECRUN": command, **extra}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return ended(process)

    def journal(self, name: str = ".specrunner/last.ndjson") -> list[dict[str, object]]:
        """The events so far; a last line that is being written is left out."""
        path = self.folder / name
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        return [record["event"] for line in lines if "event" in (record := json.loads(line))]

    def outcomes(self, name: str = ".specrunner/last.ndjson") -> dict[str, str]:
        """What became of each step, by id."""
        finished = [event for event in self.journal(name) if event["type"] == "step_finished"]
        return {str(event["step_id"]): str(event["outcome"]) for event in finished}

    def wait_for_step(self, step_id: str) -> None:
        self.wait(lambda: any(e["type"] == "step_started" and e["step_id"] == step_id for e in self.journal()))

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < deadline_s, [process.poll() for process in self.started]
            time.sleep(0.02)

    def left(self) -> list[str]:
        """The command lines of all processes that carry the mark and still run."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
        return found

    def files(self) -> list[str]:
        """Every file of the folder, sorted, temporary ones too."""
        paths = (path for path in self.folder.rglob("*") if not path.is_dir())
        return sorted(str(path.relative_to(self.folder)) for path in paths)


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def ended(process: subprocess.Popen[bytes]) -> Done:
    out, err = process.communicate(timeout=LIMIT_S)
    return Done(process.returncode, (out or b"").decode(), (err or b"").decode())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.temporary.mkdir()
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.communicate()


Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@dataclass
class Server:
    """Answers requests in a thread. `answer` is what it does with each; `paths` are those that came."""

    url: str
    answer: Answer
    paths: list[str] = field(default_factory=list)


def plainly(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """200 with a little JSON."""
    reply(handler, b'{"ok": true}')


def reply(handler: BaseHTTPRequestHandler, body: bytes, *headers: tuple[str, str]) -> None:
    handler.send_response(200)
    for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.paths.append(f"{self.command} {self.path}")
            made.answer(self, body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    made = Server(f"http://127.0.0.1:{listener.server_port}", plainly)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    listener.shutdown()
    thread.join()
    listener.server_close()
