"""The page on reports shows what is, not what was."""

import re
from pathlib import Path

import pytest

from specrunner.events import EXIT_CODES, Event, Outcome, RunFinished, journal_line
from specrunner.reporters import builtin_reporters
from specrunner.testing.playbook import Playbook, http_exchange

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "reports.md").read_text()
EXCERPTS = re.findall(r"<!-- golden: (\S+) -->\n```\w+\n(.*?)\n```\n", PAGE, re.DOTALL)


@pytest.mark.parametrize(("path", "excerpt"), EXCERPTS, ids=[path for path, _ in EXCERPTS])
def test_every_excerpt_is_in_its_golden_file(path, excerpt):
    golden = (Path(__file__).parent / "golden" / path).read_text()
    assert f"\n{excerpt}\n" in f"\n{golden}\n"


def test_every_format_has_its_row_and_heading_and_an_excerpt():
    for name in builtin_reporters({}):
        assert f"\n| `{name}` |" in PAGE
        assert re.search(rf"^## .*\b{name}\b", PAGE, re.MULTILINE)
    assert {Path(path).stem for path, _ in EXCERPTS} == set(builtin_reporters({})) - {"junit"}


def test_the_table_of_exit_codes_is_the_one_of_the_code():
    assert dict(re.findall(r"^\| (\d) \| (.*) \|$", PAGE, re.MULTILINE)) == {
        str(code): text for code, text in EXIT_CODES.items()
    }


def test_every_outcome_is_explained():
    explained = set(re.findall(r"^\| `(\w+)` \| .* \| (?:yes|no).* \|$", PAGE, re.MULTILINE))
    assert explained == {str(outcome) for outcome in Outcome}


def test_the_line_of_a_journal_is_a_true_one():
    assert journal_line(Event(9, 1.5, RunFinished(1.5))).decode() in PAGE


def test_the_scripted_run_works():
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {"Playbook": Playbook, "http_exchange": http_exchange}
    exec(script, names)
    assert len(names["events"]) == 8
