"""An exchange as a map of its subjects."""

from __future__ import annotations

import pytest

from specrunner.checks import ExchangeView
from specrunner.events import Fault
from specrunner.source.span import SourceSpan
from specrunner.values import EvaluationError, compile_expression

from .conftest import SUBJECTS, a_scope, an_exchange


def test_subjects_are_read_by_name_and_listed_as_far_as_the_answer_has_them():
    view = ExchangeView(an_exchange({"id": 7}), SUBJECTS)
    assert view["status"] == 200
    assert view["json"] == {"id": 7}
    assert set(view) < set(SUBJECTS.subjects)
    assert "throughput" not in set(view)
    assert len(view) == len(list(view)) == len(dict(view))
    assert repr(view).startswith("ExchangeView(http: status, headers")


def test_what_the_answer_has_not_is_no_key():
    view = ExchangeView(an_exchange(raw=b"<"), SUBJECTS)
    for name in ("json", "throughput", "nope"):
        assert name not in view
        with pytest.raises(KeyError):
            view[name]


def test_a_subject_is_read_once():
    view = ExchangeView(an_exchange({"id": 7}), SUBJECTS)
    assert view["json"] is view["json"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("answer.statsu", "`http` has no subject `statsu`"),
        ("answer.json.id", "the body is not JSON"),
        ("answer.throughput", "the answer has no `throughput`"),
    ],
)
def test_an_expression_is_told_why_there_is_nothing(text, message):
    scope = a_scope(answer=ExchangeView(an_exchange(raw=b"<"), SUBJECTS))
    with pytest.raises(EvaluationError) as caught:
        compile_expression(text, lambda start, end: SourceSpan("a", 1, start + 1, 1, end + 1)).evaluate(scope)
    assert message in caught.value.diagnostic.message


def test_after_a_fault_the_answer_is_hidden():
    view = ExchangeView(an_exchange(fault=Fault("dns", "dns", "no such host")), SUBJECTS)
    assert "status" not in view
    assert view["fault"] == {"kind": "dns"}
    assert view.explain_missing("status") == ("there is no answer: no such host", None)
