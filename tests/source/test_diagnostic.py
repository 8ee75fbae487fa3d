from __future__ import annotations

import pytest

from specrunner.source import Code, DiagnosticError, Related, Severity, SourceSpan, has_errors

SPAN = SourceSpan("a.spec.yaml", 3, 5, 3, 9)
MISTAKE = Code("SR9901", "A mistake", "What it is.")
NOTICE = Code("SR9902", "A notice", "What it is.", severity=Severity.NOTICE)


def test_a_diagnostic_is_one_line_of_text_with_its_hint():
    shown = str(MISTAKE.at(SPAN, "`stauts` is not known", hint="did you mean `status`?"))
    assert shown == "a.spec.yaml:3:5: error SR9901: `stauts` is not known (did you mean `status`?)"


def test_a_code_gives_its_severity():
    assert str(NOTICE.at(SPAN, "look here")) == "a.spec.yaml:3:5: notice SR9902: look here"


def test_related_places_are_kept_in_order():
    related = [Related("first here", SPAN), Related("then here", SPAN)]
    assert MISTAKE.at(SPAN, "twice", related=related).related == tuple(related)


@pytest.mark.parametrize(
    ("codes", "expected"), [([], False), ([NOTICE], False), ([MISTAKE], True), ([NOTICE, MISTAKE], True)]
)
def test_only_errors_stop_a_run(codes: list[Code], expected: bool):
    assert has_errors(code.at(SPAN, "x") for code in codes) is expected


def test_the_exception_carries_its_diagnostics():
    diagnostics = (MISTAKE.at(SPAN, "one"), MISTAKE.at(SPAN, "two"))
    error = DiagnosticError(*diagnostics)
    assert error.diagnostics == diagnostics
    assert str(error) == "a.spec.yaml:3:5: error SR9901: one; a.spec.yaml:3:5: error SR9901: two"
