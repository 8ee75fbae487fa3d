"""The examples in the explanations are true."""

from __future__ import annotations

import pytest

from specrunner.source import Code, SourceText
from specrunner.source.codes import syntax
from specrunner.syntax import compose

CODES = [code for code in syntax.CODES if not code.wrong.startswith("#") and code.wrong]
# What these are about cannot stand in a short text.
NOT_SHOWN = {"SR0104", "SR0123", "SR0124"}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_the_right_example_is_read(code: Code):
    assert compose(SourceText("a", code.right)).diagnostics == ()


@pytest.mark.parametrize("code", [code for code in CODES if code.id not in NOT_SHOWN], ids=lambda code: code.id)
def test_the_wrong_example_gets_its_code(code: Code):
    assert code.id in [each.code for each in compose(SourceText("a", code.wrong)).diagnostics]
