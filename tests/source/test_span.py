from __future__ import annotations

from specrunner.source import SourceSpan, whole_file


def test_a_span_is_shown_as_editors_link_it():
    assert str(SourceSpan("specs/a.spec.yaml", 14, 15, 14, 20)) == "specs/a.spec.yaml:14:15"


def test_two_spans_join_from_the_start_of_one_to_the_end_of_the_other():
    first, last = SourceSpan("a", 1, 2, 1, 5), SourceSpan("a", 3, 1, 4, 2)
    assert first.to(last) == SourceSpan("a", 1, 2, 4, 2)


def test_a_whole_file_is_its_first_place():
    assert whole_file("a") == SourceSpan("a", 1, 1, 1, 1)
