"""The Markdown report shows text as it is and stays below GitHub's limit."""

import io

from specrunner.events import NoticeRaised, Outcome
from specrunner.plugin import ReportTarget
from specrunner.reporters import MarkdownReporter, replay
from specrunner.reporters.markdown import MAX_BLOCKS, MAX_BYTES, MAX_NOTES, MAX_ROWS
from specrunner.testing.playbook import Playbook


def many_failures(count, explanation):
    book = Playbook(spec_count=count)
    for number in range(count):
        spec = book.spec(f"specs/{number:04}.spec.yaml")
        step = spec.step("ping")
        step.check("body", "eq", "a", "b", outcome=Outcome.FAILED, explanation=explanation, diff=[explanation] * 40)
        step.finish(Outcome.FAILED)
        spec.finish(Outcome.FAILED)
    return book.finish()


def made(events):
    stream = io.StringIO()
    replay(events, MarkdownReporter(ReportTarget(stream)))
    return stream.getvalue()


def test_a_long_report_counts_what_it_leaves_out():
    text = made(many_failures(MAX_ROWS + 10, "x"))
    assert text.count("<details>") == MAX_BLOCKS
    assert f"… and {MAX_ROWS + 10 - MAX_BLOCKS} more, in the log of the run." in text
    assert "| | … and 10 more | | |" in text


def test_notices_stand_behind_the_table():
    book = Playbook()
    spec = book.spec("a.spec.yaml")
    for count in range(MAX_NOTES + 2):
        book.emit(NoticeRaised("a.spec.yaml", "feed", f"left *{count}*"))
    spec.passed("feed")
    spec.finish()
    text = made(book.finish())
    assert "\n\n### Notes\n\n- <code>a.spec.yaml</code> left &#42;0&#42;\n" in text
    assert text.endswith("\n- … and 2 more\n")


def test_a_report_is_never_larger_than_the_limit():
    text = made(many_failures(MAX_BLOCKS, "день " * 2000))
    assert len(text.encode()) <= MAX_BYTES
    assert " more, in the log of the run." in text


def test_a_fence_is_longer_than_any_in_the_text(story):
    text = made(story("hostile"))
    assert "\n````text\n" in text
    assert text.count("\n````\n") == 1


def test_nothing_outside_a_fence_is_markup_of_a_server(story):
    outside = made(story("hostile")).partition("\n````text\n")[0] + made(story("hostile")).partition("\n````\n")[2]
    for sign in ("<b>", "`x`", "|y", "[["):
        assert sign not in outside
