"""Annotations are ours alone, and the job summary stays within GitHub's bounds."""

import io
import re

import pytest

from specrunner.events import NoticeRaised
from specrunner.plugin import ReportTarget
from specrunner.reporters import GithubReporter, replay
from specrunner.reporters.github import annotation, command_text
from specrunner.source import Diagnostic, Severity, SourceSpan
from specrunner.testing.playbook import Playbook


def test_a_place_on_one_line_has_columns():
    span = SourceSpan("specs/a, b.spec.yaml", 3, 6, 3, 8)
    assert command_text("error", "50%: a, b", "100%\nsecond", span) == (
        "::error file=specs/a%2C b.spec.yaml,line=3,endLine=3,col=6,endColumn=8,title=50%25%3A a%2C b"
        "::100%25%0Asecond"
    )


def test_a_mistake_in_a_spec_is_an_annotation():
    span = SourceSpan("a.spec.yaml", 2, 1, 2, 5)
    found = Diagnostic("SR0201", Severity.NOTICE, "unknown key `step`", span, "did you mean `steps`?")
    assert annotation(found) == (
        "::notice file=a.spec.yaml,line=2,endLine=2,col=1,endColumn=5,title=SR0201"
        "::unknown key `step`%0Ahint: did you mean `steps`?"
    )


def test_a_place_on_several_lines_has_none():
    assert command_text("warning", "t", "m", SourceSpan("a", 3, 6, 5, 1)) == (
        "::warning file=a,line=3,endLine=5,title=t::m"
    )


@pytest.mark.parametrize(
    "text", ["\n::error::x", "\r\n::error::x", "\x85::error::x", "\u2028::error::x", "\x0b::error::x"]
)
def test_no_text_begins_a_command_of_its_own(text):
    made = command_text("error", f"t{text}", f"m{text}", SourceSpan(f"f{text}", 1, 1, 1, 2))
    assert len(made.splitlines()) == 1
    assert made.startswith("::error file=f")


def test_every_line_on_the_stream_is_a_command(story, story_name, report):
    for line in report("github", story(story_name)).splitlines():
        assert line.startswith(("::error ", "::warning ", "::notice "))


def test_a_green_run_says_nothing(story, report):
    assert report("github", story("green")) == ""


@pytest.mark.parametrize("name", ["mixed", "before_traffic", "interrupted", "torn", "nothing", "service", "hostile"])
def test_a_run_that_is_not_green_has_an_error(story, report, name):
    assert "::error " in report("github", story(name))


def test_a_notice_is_an_annotation_at_its_step_and_no_reason_to_be_red():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    book.emit(NoticeRaised("a.spec.yaml", "feed", "it was left open", "close it"))
    spec.passed("feed")
    spec.finish()
    stream = io.StringIO()
    replay(book.finish(), GithubReporter(ReportTarget(stream)))
    assert re.fullmatch(
        r"::notice file=a\.spec\.yaml,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=.* › feed"
        r"::it was left open \(hint: close it\)\n",
        stream.getvalue(),
    )


def test_the_job_summary_is_appended(story, tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    replay(story("hostile"), GithubReporter(ReportTarget(io.StringIO()), path))
    assert path.read_text().startswith("before\n## ❌ specrunner: failed\n")


def test_without_a_file_for_it_there_is_no_job_summary(story, tmp_path):
    replay(story("green"), GithubReporter(ReportTarget(io.StringIO())))
    assert list(tmp_path.iterdir()) == []
