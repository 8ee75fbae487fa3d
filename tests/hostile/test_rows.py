"""The table in README.md names tests that exist, and leaves no row out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
ROWS = re.findall(r"^\| (\d+)(?:-(\d+))? \| ([^|]+) \| (.+) \|$", (HERE / "README.md").read_text(), re.MULTILINE)
NAMED = sorted({name for *_, tests in ROWS for name in re.findall(r"`([^`]+\.py(?:::\w+)?)`", tests)})


def test_every_row_has_its_line():
    told = [row for first, last, *_ in ROWS for row in range(int(first), int(last or first) + 1)]
    assert told == [*range(1, 49), *range(56, 63), 64, 65, 66]


@pytest.mark.parametrize("name", NAMED)
def test_a_named_test_exists(name):
    file, _, function = name.partition("::")
    text = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"^(async )?def {function or 'test_'}", text, re.MULTILINE)
