"""What a lint reads, and how to tell that none of it has changed: by content, never by time stamps."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from typing import NamedTuple

LARGEST = 16 << 20
HEAD = 4096
"""As much of a YAML file that is no spec is looked at to tell whether it was meant to be one."""

# As `app.collect` has them, which is too slow to load here; a test holds the two together.
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", ".git", ".venv", "venv"})
SUFFIXES = (".spec.yaml", ".spec.yml", ".fragment.yaml", ".fragment.yml")


class Uncertain(Exception):
    """Something about the inputs that cannot be told for sure and quickly; then there is no cache."""


class Inputs(NamedTuple):
    """What a lint went by: the paths asked for, the files that documents name (as folder and name, also those that
    were not there), and the files of secrets, of which only counts whether they can be read."""

    paths: tuple[str, ...]
    reads: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]

    def look(self) -> Facts:
        """All inputs as they are now. Raises Uncertain, OSError."""
        facts = Facts()
        for path in self.paths:
            facts.add("path", path, os.path.realpath(path))
            if os.path.isdir(path):
                facts.walk(path)
            else:
                facts.add("file", path, facts.of_file(path))
        for folder, name in self.reads:
            path = os.path.realpath(os.path.join(folder, name))
            facts.add("read", folder, name, path, facts.of_file(path))
        for path in self.secrets:
            facts.add("secret", path, _is_text(path))
        return facts


class Facts:
    """What was found, line by line, and when the youngest of it last changed."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, ...]] = []
        self.newest_ns = 0

    def add(self, *words: str) -> None:
        self.lines.append(words)

    def walk(self, folder: str) -> None:
        """Every YAML file of a tree, sorted; folders behind links are not entered, as when specs are collected."""
        try:
            self._saw(os.stat(folder).st_mtime_ns)
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.add("folder", folder, str(error.errno))
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS:
                    self.walk(entry.path)
            elif entry.name.endswith((".yaml", ".yml")):
                target = os.path.realpath(entry.path) if entry.is_symlink() else ""
                is_whole = entry.name.endswith(SUFFIXES)
                self.add("file", entry.path, target, self.of_file(entry.path, LARGEST if is_whole else HEAD))

    def of_file(self, path: str, limit: int = LARGEST) -> str:
        """The digest of a file's first `limit` bytes, or what it is instead. Raises Uncertain."""
        try:
            # A pipe that nobody writes to must not be waited for.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            return f"error {error.errno}"
        try:
            found = os.fstat(descriptor)
            self._saw(found.st_ctime_ns)
            if not stat.S_ISREG(found.st_mode):
                return f"mode {stat.S_IFMT(found.st_mode)}"
            if found.st_size > LARGEST == limit:
                raise Uncertain(path)
            content = os.read(descriptor, min(limit, found.st_size))
        finally:
            os.close(descriptor)
        return hashlib.blake2b(content, digest_size=16).hexdigest()

    def _saw(self, changed_ns: int) -> None:
        self.newest_ns = max(self.newest_ns, changed_ns)


def package_state() -> list[str]:
    """What tells one state of specrunner and its libraries from another, also between two releases."""
    found: list[str] = []
    _walk_package(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), found)
    # Installing or removing anything touches the folder that it is in.
    found += [f"{path} {os.stat(path).st_mtime_ns}" for path in sys.path if _is_library(path)]
    return found


def _is_library(path: str) -> bool:
    return path.endswith("-packages") and os.path.isdir(path)


def _walk_package(folder: str, found: list[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    _walk_package(entry.path, found)
            else:
                state = entry.stat()
                found.append(f"{entry.path} {state.st_mtime_ns} {state.st_size}")


def _is_text(path: str) -> str:
    """Whether a file can be read as text. Nothing of what is in it, for it is a secret."""
    try:
        with open(path, encoding="utf-8") as file:
            file.read()
    except (OSError, UnicodeDecodeError) as error:
        return str(error)
    return "text"
