"""Plays the consoles of a page: `python docs/transcribe.py docs/tutorial.md`; `--check` only compares.

A page is played from its top to its end in an empty folder. A block with `<!-- file: NAME -->` above it is written to
that file (`append:` adds to it). A `console` block is typed line by line (`$ command`), and what follows a command is
what it must print: times, ports, seeds and the like are compared by their shape, and a line `…` stands for any lines.
What is printed now is written into the page where it differs. `<!-- exit: CODE -->` stands above a block that
exits with CODE.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ELISION = "…"
FENCE = re.compile(
    r"(?P<marks>(?:^<!-- (?:file|append|exit): [^>]+ -->\n)*)^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"<!-- (file|append|exit): ([^>]+) -->")
VARYING = (
    (re.compile(r"\b\d+(\.\d+)? (ms|s|min)\b"), "TIME"),
    (re.compile(r"\b\d+m ?\d+s\b"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\bseed \d+"), "seed N"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "MOMENT"),
    (re.compile(r"\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "MOMENT"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"specrunner(/| )\d+\.\d+\.\d+\w*"), r"specrunner\1VERSION"),
    (re.compile(r"attempt \d+"), "attempt N"),
    (re.compile(r"\d+ attempts"), "N attempts"),
)


@dataclass(frozen=True, slots=True)
class Played:
    """One command as it went."""

    command: str
    printed: str
    exit_code: int


class Session:
    """A folder and an environment in which commands are typed one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = Path(sys.executable).parent
        gone = {"CI", "GITHUB_ACTIONS", "GITLAB_CI", "FORCE_COLOR", "GITHUB_STEP_SUMMARY", "COLUMNS"}
        self.environment = {name: value for name, value in os.environ.items() if name not in gone}
        self.environment |= {"PATH": f"{home}{os.pathsep}{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"}

    def write(self, name: str, text: str, *, is_further: bool = False) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if is_further else ""
        path.write_text(before + text, encoding="utf-8")

    def type(self, command: str) -> Played:
        if command.startswith("cd "):
            self.folder /= command[3:].strip()
            return Played(command, "", 0)
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environment[name] = value.strip("'\"")
            return Played(command, "", 0)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return Played(command, done.stdout.decode("utf-8", "replace"), done.returncode)


def replayed(text: str, session: Session) -> tuple[str, list[str]]:
    """The page with what its commands print now, and what was wrong with their exit codes."""
    problems: list[str] = []

    def block(found: re.Match[str]) -> str:
        marks: dict[str, str] = dict(MARK.findall(found["marks"]))
        if "file" in marks:
            session.write(marks["file"], found["text"])
        if "append" in marks:
            session.write(marks["append"], found["text"], is_further=True)
        if found["info"] != "console":
            return found[0]
        lines: list[str] = []
        for command, printed in typed(found["text"]):
            played = session.type(command)
            wanted = int(marks.get("exit", "0"))
            if played.exit_code != wanted:
                problems.append(f"`{command}` exits with {played.exit_code}, not {wanted}:\n{played.printed}")
            now = played.printed.rstrip("\n").split("\n") if played.printed.strip() else []
            lines += [f"$ {command}", *(printed if fits(printed, now) else now)]
        body = "".join(f"{line}\n" for line in lines)
        return f"{found['marks']}```console\n{body}```"

    return FENCE.sub(block, text), problems


def typed(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the lines printed below it."""
    command = ""
    printed: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, printed
            command, printed = line[2:], []
        else:
            printed.append(line)
    if command:
        yield command, printed


def fits(wanted: list[str], now: list[str]) -> bool:
    """Whether lines are those wanted, but for what varies and what is left out."""
    parts: list[list[str]] = [[]]
    for line in wanted:
        if line.strip() == ELISION:
            parts.append([])
        else:
            parts[-1].append(shape(line))
    shapes = [shape(line) for line in now]
    if len(parts) == 1:
        # Specs run side by side, so that their lines come in any order.
        return sorted(parts[0]) == sorted(shapes)
    first, *middle, last = parts
    if shapes[: len(first)] != first or (last and shapes[-len(last) :] != last):
        return False
    place = len(first)
    for part in middle:
        starts = (at for at in range(place, len(shapes) - len(part) + 1) if shapes[at : at + len(part)] == part)
        start = next(starts, None)
        if start is None:
            return False
        place = start + len(part)
    return place + len(last) <= len(shapes)


def shape(line: str) -> str:
    for pattern, word in VARYING:
        line = pattern.sub(word, line)
    return line.rstrip()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", nargs="+", type=Path)
    arguments.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something differs")
    given = arguments.parse_args()
    is_good = True
    for page in given.pages:
        with tempfile.TemporaryDirectory() as folder:
            text = page.read_text(encoding="utf-8")
            fresh, problems = replayed(text, Session(Path(folder)))
        for problem in problems:
            sys.stdout.write(f"{page}: {problem}\n")
        if fresh != text and given.check:
            was, now = text.splitlines(keepends=True), fresh.splitlines(keepends=True)
            sys.stdout.writelines(difflib.unified_diff(was, now, f"{page} as written", f"{page} as played"))
        elif fresh != text:
            page.write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"{page} written\n")
        is_good = is_good and not problems and (fresh == text or not given.check)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
