"""What `specrun lint` said last time, kept until anything that it depends on changes.

An entry answers one call: same folder, same arguments, same names in the environment. It holds what was printed, what
had to be read for it, and a digest of all of that; the entry counts only while the digest is the same. It is of use
only if it is quicker than linting, so this module imports nothing of the other rooms but where the settings are.

Safety: entries are JSON with a checksum, and whatever is odd about one (not ours, not a file, too big, damaged)
makes it as good as absent. An entry is no better guarded than the specs beside it: `--no-cache` looks at everything
anew, and a run never asks the cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from .. import __version__
from ..config import find_settings, installed_plugins
from .inputs import Inputs, Uncertain, package_state

FOLDER = os.path.join(".specrunner", "cache")
LARGEST = 4 << 20
MOST_ENTRIES = 32
MARGIN_NS = 50_000_000
"""File systems take their time stamps from a clock that ticks only so often; what is younger is not trusted."""


class Verdict(NamedTuple):
    """What a lint printed, as (is it for standard error, the line), and its exit code."""

    lines: tuple[tuple[bool, str], ...]
    code: int


class Request(NamedTuple):
    """One way of asking. `options` is everything of the command line that decides what is printed."""

    cwd: str
    paths: tuple[str, ...]
    config: str | None
    options: str

    @property
    def settings(self) -> str | None:
        """The settings file that holds, by its path."""
        found = self.config or find_settings(Path(self.cwd))
        return None if found is None else str(found)

    @property
    def folder(self) -> str:
        """The project's folder, where its entries are."""
        return os.path.realpath(os.path.dirname(os.path.abspath(self.settings or os.path.join(self.cwd, "x"))))

    @property
    def file(self) -> str:
        asked = json.dumps([self.cwd, self.paths, self.config, self.options, sorted(os.environ)])
        name = hashlib.blake2b(asked.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return os.path.join(self.folder, FOLDER, f"{name}.lint")


def recall(request: Request) -> Verdict | None:
    """The verdict of a former lint, if nothing that it rests on has changed."""
    try:
        entry = _read(request.file)
        paths, reads, secrets = entry["inputs"]
        inputs = Inputs(tuple(paths), tuple((folder, name) for folder, name in reads), tuple(secrets))
        if entry["state"] != _state(request, inputs).digest:
            return None
        return Verdict(tuple((bool(is_error), str(text)) for is_error, text in entry["lines"]), int(entry["code"]))
    except (OSError, ValueError, KeyError, TypeError, Uncertain):
        return None


def remember(request: Request, inputs: Inputs, verdict: Verdict, started_ns: int) -> None:
    """Keeps a verdict, unless an input changed since `started_ns` (so that nobody knows which of the two was read).

    A cache that cannot be written is no trouble: the next lint takes as long as this one did.
    """
    try:
        state = _state(request, inputs)
        if state.newest_ns >= started_ns - MARGIN_NS:
            return
        entry = {"state": state.digest, "inputs": inputs, "lines": verdict.lines, "code": verdict.code}
        body = json.dumps(entry, ensure_ascii=True).encode()
        if len(body) < LARGEST:
            _write(request.file, b"%08x\n" % zlib.crc32(body) + body)
    except (OSError, ValueError, Uncertain):
        return


class _State(NamedTuple):
    digest: str
    newest_ns: int


def _state(request: Request, inputs: Inputs) -> _State:
    """A digest of everything that a verdict rests on, as it is now. Raises Uncertain, OSError."""
    if installed_plugins(sys.path):
        raise Uncertain("what plug-ins go by is not known")
    settings = request.settings
    facts = inputs.look()
    head = (
        __version__,
        sys.version,
        package_state(),
        (settings, facts.of_file(settings)) if settings else None,
        # Whether there is a folder `specs` decides what is linted when no path is given.
        os.path.isdir(os.path.join(request.folder, "specs")),
    )
    text = json.dumps([head, request.folder, facts.lines])
    digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()
    return _State(digest, facts.newest_ns)


def _read(path: str) -> dict[str, Any]:
    """Raises OSError, ValueError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid() or found.st_size > LARGEST:
            raise ValueError("not an entry of ours")
        checksum, _, body = file.read(LARGEST).partition(b"\n")
    if checksum != b"%08x" % zlib.crc32(body):
        raise ValueError("damaged")
    entry = json.loads(body)
    if not isinstance(entry, dict):
        raise ValueError("damaged")
    return entry


def _write(path: str, content: bytes) -> None:
    """Beside its place, then moved there, so that nobody reads half of it. Raises OSError."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    ignore = os.path.join(folder, ".gitignore")
    if not os.path.lexists(ignore):
        with open(ignore, "x", encoding="ascii") as file:
            file.write("*\n")
    entries = [entry for entry in os.scandir(folder) if entry.name.endswith(".lint")]
    entries.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
    for old in entries[: max(0, len(entries) - MOST_ENTRIES + 1)]:
        os.unlink(old.path)
    temporary = f"{path}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with open(descriptor, "wb") as out:
        out.write(content)
    os.replace(temporary, path)
