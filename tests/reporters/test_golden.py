"""Whole reports of scripted runs, as they are. `UPDATE_GOLDEN=1` writes them anew; look at the difference then."""

import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    *(
        (story, "console", {})
        for story in ("mixed", "green", "before_traffic", "interrupted", "torn", "nothing", "service", "hostile")
    ),
    *((story, "junit", {}) for story in ("mixed", "before_traffic", "interrupted", "torn", "service", "hostile")),
    *((story, "markdown", {}) for story in ("mixed", "green", "service", "hostile")),
    *((story, "github", {}) for story in ("mixed", "before_traffic", "interrupted", "service", "hostile")),
    ("mixed", "junit-gitlab", {}),
    ("mixed", "json", {}),
    ("interrupted", "json", {}),
    ("mixed", "console", {"verbosity": -1}),
    ("mixed", "console", {"verbosity": 1}),
    ("mixed", "console", {"verbosity": 2}),
    ("green", "console", {"verbosity": -1}),
    ("green", "console", {"verbosity": 1}),
    ("before_traffic", "console", {"verbosity": 1}),
    ("service", "console", {"verbosity": 1}),
    ("service", "console", {"has_colour": True}),
]
ENDINGS = {"console": "txt", "github": "txt", "markdown": "md", "json": "json"}


def _path(story, format_name, look):
    marks = "".join(f"-{key}-{value}".replace("verbosity-", "v").lower() for key, value in look.items())
    return GOLDEN / story / f"{format_name}{marks}.{ENDINGS.get(format_name, 'xml')}"


@pytest.mark.parametrize(("name", "format_name", "look"), CASES, ids=lambda part: str(part))
def test_a_report_is_the_golden_one(name, format_name, look, story, report):
    made = report(format_name, story(name), **look).encode("utf-8", "backslashreplace")
    path = _path(name, format_name, look)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
    assert made.decode() == path.read_bytes().decode()


def test_no_golden_file_is_left_over():
    known = {_path(*case) for case in CASES}
    assert {path for path in GOLDEN.rglob("*") if path.is_file()} == known
