"""The moving lines tell what runs and how far it is."""

from specrunner.reporters.progress import Progress
from specrunner.testing.playbook import Playbook


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


def test_running_specs_and_counts_are_shown():
    clock = Clock()
    progress = Progress(clock)
    book = Playbook(spec_count=3)
    book.spec("a.spec.yaml").finish()
    spec = book.spec("b.spec.yaml", step_count=5)
    spec.passed("one")
    spec.step("two")
    for event in book.events:
        progress.add(event)
    clock.now_s = 2.5
    assert progress.lines(80) == ["  b.spec.yaml · 1/5 · two · 2.5 s", "1 of 3 specs: 1 passed · 2.5 s"]


def test_more_specs_than_fit_are_counted_and_long_lines_cut():
    progress = Progress(Clock())
    book = Playbook(spec_count=10)
    for number in range(10):
        book.spec(f"specs/with/a/long/path/{number}.spec.yaml")
    for event in book.events:
        progress.add(event)
    lines = progress.lines(24)
    assert lines[0] == "  specs/with/a/long/pat…"
    assert lines[-2:] == ["  … and 2 more", "0 of 10 specs · 0 ms"]
