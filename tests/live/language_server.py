"""A client of npm's `yaml-language-server`: as much of the Language Server Protocol over stdio as an editor needs."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trio

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
ANSWER_WITHIN_S = 30.0


def missing() -> str | None:
    """Why the server cannot be driven here; None when it can."""
    if shutil.which("node") is None:
        return "node is missing: the editors' language server runs on Node 20 or newer"
    if not PROGRAM.exists():
        return "yaml-language-server is missing: run `npm install` in tests/live"
    return None


class Framing:
    """`Content-Length: n`, a blank line, n bytes of JSON: fed with bytes as they come."""

    def __init__(self) -> None:
        self.pending = b""

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        self.pending += data
        found = []
        while (head := self.pending.find(b"\r\n\r\n")) >= 0:
            fields = dict(line.split(": ", 1) for line in self.pending[:head].decode("ascii").split("\r\n"))
            end = head + 4 + int(fields["Content-Length"])
            if len(self.pending) < end:
                break
            found.append(json.loads(self.pending[head + 4 : end]))
            self.pending = self.pending[end:]
        return found


def framed(message: Mapping[str, object]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Editor:
    """What an editor does: opens texts, and asks for completion, hover and diagnostics. Lines and columns from 0."""

    def __init__(self, process: trio.Process, settings: Mapping[str, object]) -> None:
        self.process = process
        self.settings = settings
        self.answers: dict[int, dict[str, Any]] = {}
        self.problems: dict[str, list[dict[str, Any]]] = {}
        self.said = trio.Condition()
        self.last_id = 0
        self.opened = 0
        self.sending = trio.Lock()
        self.configured = trio.Event()

    async def request(self, method: str, params: Mapping[str, object]) -> Any:
        self.last_id += 1
        number = self.last_id
        await self._send({"id": number, "method": method, "params": params})
        with trio.fail_after(ANSWER_WITHIN_S):
            async with self.said:
                while number not in self.answers:
                    await self.said.wait()
        answer = self.answers.pop(number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def notify(self, method: str, params: Mapping[str, object]) -> None:
        await self._send({"method": method, "params": params})

    async def open(self, path: Path, text: str | None = None) -> str:
        """Shows a file to the server; gives its URI. Other text than it has on the disk gets a new name beside it,
        so that what is said of one text is never taken for what is said of another."""
        self.opened += 1
        uri = (path if text is None else path.with_name(f"{self.opened}.{path.name}")).as_uri()
        document = {
            "uri": uri,
            "languageId": "yaml",
            "version": 1,
            "text": await trio.Path(path).read_text() if text is None else text,
        }
        await self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    async def diagnostics(self, path: Path, text: str | None = None) -> list[dict[str, Any]]:
        """What the server has against a file."""
        uri = await self.open(path, text)
        with trio.fail_after(ANSWER_WITHIN_S):
            async with self.said:
                while uri not in self.problems:
                    await self.said.wait()
        await self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        return self.problems.pop(uri)

    async def all_diagnostics(self, paths: Iterable[Path]) -> dict[Path, list[dict[str, Any]]]:
        """What the server has against each of some files, all of them open at once."""
        found: dict[Path, list[dict[str, Any]]] = {}

        async def ask(path: Path) -> None:
            found[path] = await self.diagnostics(path)

        async with trio.open_nursery() as nursery:
            for path in paths:
                nursery.start_soon(ask, path)
        return found

    async def completion(self, path: Path, text: str, line: int, column: int) -> dict[str, dict[str, Any]]:
        """What is offered at a place, by its label."""
        uri = await self.open(path, text)
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        answer = await self.request("textDocument/completion", place)
        await self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        return {item["label"]: item for item in (answer["items"] if isinstance(answer, dict) else answer or ())}

    async def hover(self, path: Path, text: str, line: int, column: int) -> str:
        """What is said of the word at a place, as Markdown; empty when nothing is."""
        uri = await self.open(path, text)
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        answer = await self.request("textDocument/hover", place)
        await self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        return "" if answer is None else str(answer["contents"]["value"])

    async def listen(self) -> None:
        """Reads what the server says until it ends."""
        assert self.process.stdout is not None
        framing = Framing()
        async for data in self.process.stdout:
            for message in framing.feed(data):
                await self._hear(message)

    async def _hear(self, message: dict[str, Any]) -> None:
        match message:
            case {"id": number, "method": method}:
                await self._send({"id": number, "result": self._reply(method, message.get("params"))})
                if method == "workspace/configuration":
                    self.configured.set()
            case {"id": number}:
                self.answers[number] = message
            case {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}}:
                self.problems[uri] = found
        async with self.said:
            self.said.notify_all()

    def _reply(self, method: str, params: Any) -> object:
        if method == "workspace/configuration":
            return [self.settings.get(item["section"]) for item in params["items"]]
        return None

    async def _send(self, message: Mapping[str, object]) -> None:
        assert self.process.stdin is not None
        async with self.sending:
            await self.process.stdin.send_all(framed(message))


@asynccontextmanager
async def editor(folder: Path, schemas: Mapping[str, object] | None = None) -> AsyncIterator[Editor]:
    """An editor with `folder` open and `schemas` as its `yaml.schemas`. The server may not use the network."""
    yaml = {
        "schemas": dict(schemas or {}),
        "schemaStore": {"enable": False},
        "kubernetesCRDStore": {"enable": False},
        "validate": True,
        "hover": True,
        "completion": True,
    }
    command = ["node", "--require", str(HERE / "no_network.cjs"), str(PROGRAM), "--stdio"]
    async with trio.open_nursery() as nursery:
        process = await trio.lowlevel.open_process(command, stdin=-1, stdout=-1, cwd=folder)
        try:
            window = Editor(process, {"yaml": yaml})
            nursery.start_soon(window.listen)
            await _greet(window, folder)
            yield window
        finally:
            with trio.CancelScope(shield=True):
                process.kill()
                await process.wait()
            nursery.cancel_scope.cancel()


async def _greet(window: Editor, folder: Path) -> None:
    capabilities = {
        "workspace": {"configuration": True, "workspaceFolders": True},
        "textDocument": {
            "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
            "publishDiagnostics": {},
        },
    }
    folders = [{"uri": folder.as_uri(), "name": folder.name}]
    start = {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": folders, "capabilities": capabilities}
    await window.request("initialize", start)
    await window.notify("initialized", {})
    # What is asked before the settings are there is answered without schemas.
    with trio.fail_after(ANSWER_WITHIN_S):
        await window.configured.wait()
