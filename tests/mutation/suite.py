"""All of `specs/` on trial, file by file."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from specrunner.config import is_project

from .judge import Bench
from .score import Score
from .trial import Trial, files_and_users, tried_before

PROJECT = Path(__file__).parents[2]


ELSEWHERE = "a file of a project of its own, whose services are not here to answer"


def spec_files() -> list[str]:
    """Every spec and fragment, those with the most to try first: so several processes end at about the same time.

    Without those of `files_elsewhere`.
    """
    elsewhere = set(files_elsewhere())
    return [file for file in _files() if file not in elsewhere]


def files_elsewhere() -> list[str]:
    """The files below a folder that has settings of its own: a run of `specs/` leaves them out as well."""
    specs = PROJECT / "specs"
    return [file for file in _files() if any(map(is_project, _folders_between(PROJECT / file, specs)))]


def _files() -> list[str]:
    specs = PROJECT / "specs"
    found = [*specs.rglob("*.spec.yaml"), *specs.rglob("*.fragment.yaml")]
    found.sort(key=lambda path: (-path.stat().st_size, path))
    return [path.relative_to(PROJECT).as_posix() for path in found]


def _folders_between(file: Path, top: Path) -> list[Path]:
    return [folder for folder in file.parents if folder.is_relative_to(top)]


class Suite:
    """What all trials share: a copy of the project in the folder `copy`, and who uses whom."""

    def __init__(self, copy: Path) -> None:
        self.bench = Bench(PROJECT, copy)
        self.users = files_and_users(self.bench)
        self.tried = tried_before(self.bench, self.users)

    def try_file(self, file: str, step: int = 1) -> Trial:
        """The trial of one file, over; of every `step`th mutant of it."""
        trial = Trial(self.bench, file, self.users[file], self.tried[file], tuple(self.users), step)
        trial.hold()
        return trial


@cache
def _own_suite() -> tuple[Suite, object]:
    """That of a process, with the folder that goes when the process does."""
    folder = tempfile.TemporaryDirectory(prefix="specrunner-mutation-")
    return Suite(Path(folder.name)), folder


def try_file(file: str) -> tuple[str, Score, list[str]]:
    """One file, its score and what escaped: for processes, which share nothing."""
    trial = _own_suite()[0].try_file(file)
    return file, trial.score, trial.escaped
