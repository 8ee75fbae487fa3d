"""The console report on the consoles that there are."""

import io
import re

import pytest

from specrunner.plugin import ReportTarget
from specrunner.reporters import ConsoleReporter, replay
from specrunner.testing.playbook import Playbook


class ClosedPipe(io.StringIO):
    """A reader that went away: `| head`."""

    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def write(self, text):
        self.lines -= text.count("\n")
        if self.lines < 0:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


def test_a_pipe_that_is_closed_is_told_to_the_caller(story):
    with pytest.raises(BrokenPipeError):
        replay(story("mixed"), ConsoleReporter(ReportTarget(ClosedPipe(10))))


def test_durations_can_be_left_out(story):
    stream = io.StringIO()
    replay(story("green"), ConsoleReporter(ReportTarget(stream, verbosity=1), shows_durations=False))
    assert stream.getvalue() == (
        "specrunner 0.1.0: 2 specs, seed 7\n"
        "✓ specs/a.spec.yaml  Spec A  (2 steps)\n"
        "  ✓ ping\n"
        "  ✓ pong\n"
        "✓ specs/b.spec.yaml  Spec B  (2 steps)\n"
        "  ✓ ping\n"
        "  ✓ pong\n"
        "✓ passed: 2 specs, 4 steps, 4 checks\n"
    )


def test_a_console_without_unicode_gets_ascii(story):
    binary = io.BytesIO()
    stream = io.TextIOWrapper(binary, encoding="ascii")
    replay(story("mixed"), ConsoleReporter(ReportTarget(stream)))
    text = binary.getvalue().decode("ascii")
    assert "x specs/orders.spec.yaml  Orders" in text
    assert "  | 200 OK\n" in text


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252", "koi8-r"])
def test_no_text_breaks_a_console(story, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    replay(story("hostile"), ConsoleReporter(ReportTarget(stream, verbosity=2)))


@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
@pytest.mark.parametrize("has_colour", [False, True])
def test_no_line_obeys_a_server(story, verbosity, has_colour):
    stream = io.StringIO()
    target = ReportTarget(stream, verbosity=verbosity, has_colour=has_colour)
    replay(story("hostile"), ConsoleReporter(target))
    ours = re.compile(r"\x1b\[\d*m") if has_colour else None
    for line in stream.getvalue().split("\n"):
        rest = ours.sub("", line) if ours else line
        assert rest.isprintable()
        assert not rest.lstrip().startswith("::")
        assert "##[" not in rest
        assert "##vso[" not in rest


def test_specs_that_run_beside_each_other_are_told_apart():
    book = Playbook(spec_count=2)
    first, second = book.spec("a.spec.yaml", title="A"), book.spec("b.spec.yaml", title="B")
    first.passed("one")
    second.passed("two")
    first.passed("three")
    second.finish()
    first.finish()
    stream = io.StringIO()
    replay(book.finish(), ConsoleReporter(ReportTarget(stream, verbosity=1), shows_durations=False))
    assert stream.getvalue().split("\n")[1:6] == [
        "✓ b.spec.yaml  B  (1 step)",
        "  ✓ two",
        "✓ a.spec.yaml  A  (2 steps)",
        "  ✓ one",
        "  ✓ three",
    ]


def test_the_steps_of_a_single_spec_are_told_as_they_end(story):
    book = Playbook()
    spec = book.spec("a.spec.yaml", title="A")
    stream = io.StringIO()
    reporter = ConsoleReporter(ReportTarget(stream, verbosity=1), shows_durations=False)
    spec.passed("one")
    for event in book.events:
        reporter.add(event)
    assert stream.getvalue() == "specrunner 0.1.0: 1 spec, seed 7\n  ✓ one\n"


def test_a_terminal_in_motion_ends_with_the_whole_report_and_its_cursor(story):
    stream, now = io.StringIO(), iter(range(1_000_000))
    target = ReportTarget(stream, is_terminal=True, has_colour=True, width=100)
    replay(story("mixed"), ConsoleReporter(target, clock=lambda: float(next(now))))
    text = stream.getvalue()
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert "✓ specs/health.spec.yaml  Health  (1 step, 12 ms)\n" in plain
    assert "0 of 3 specs" in plain
    assert "0 of 0 specs" not in plain
    assert plain.endswith("6 checks (2 passed, 4 failed), 1 warning, 1.3 s\n")


def test_a_terminal_is_given_back_when_the_record_is_torn(story):
    stream = io.StringIO()
    replay(story("torn"), ConsoleReporter(ReportTarget(stream, is_terminal=True)))
    assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")
    assert "✗ cut off (the record ends before the run did)" in stream.getvalue()
