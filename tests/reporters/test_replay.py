"""A report made from the journal is the report that the run made."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from specrunner.events import JournalWriter, Outcome, StepError, read_journal
from specrunner.plugin import ReportTarget
from specrunner.reporters import builtin_reporters, replay
from specrunner.testing.playbook import Playbook, http_exchange

FORMATS = sorted(builtin_reporters({}))


def made(format_name, events, **look):
    stream = io.StringIO()
    replay(events, builtin_reporters({})[format_name].make(ReportTarget(stream, **look)))
    return stream.getvalue()


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_journal_alone_gives_the_same_report(story, story_name, format_name):
    journal = io.BytesIO()
    writer = JournalWriter(journal)
    for event in story(story_name):
        writer.write(event)
    events = read_journal(journal.getvalue().splitlines(keepends=True))
    assert made(format_name, events, verbosity=2) == made(format_name, story(story_name), verbosity=2)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_report_can_be_made_of_any_beginning_of_a_run(story, format_name):
    events = story("mixed")
    for count in range(len(events)):
        text = made(format_name, events[:count])
        assert "✓ passed" not in text
        assert "specrunner: passed" not in text
        if format_name.startswith("junit"):
            etree.fromstring(text.encode())


texts = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["]]>", "```", "::", "##[", "%0A", "|"]
)


@settings(max_examples=40, deadline=None)
@given(texts, texts, texts, st.binary(max_size=30), st.sampled_from(list(Outcome)))
def test_no_text_breaks_a_report(first, second, third, body, outcome):
    book = Playbook()
    spec = book.spec(first or "a", second, title=third, matrix={first: second})
    spec.service(first, "failed", message=second, log_tail=(third,))
    step = spec.step(third, name=first, stack=(second,))
    step.exchange(http_exchange(first, second, 200, third, headers=[(first, second)], body=body), curl=third)
    step.check(first, second, third, first, outcome=outcome, explanation=second, diff=[third], hint=first)
    step.finish(outcome, reason=second, error=StepError(third, hint=first) if len(body) % 2 else None)
    spec.finish(outcome, reason=first)
    events = book.finish(reason=third)
    for format_name in FORMATS:
        text = made(format_name, events, verbosity=2)
        if format_name.startswith("junit"):
            etree.fromstring(text.encode())
