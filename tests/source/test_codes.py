from __future__ import annotations

import re

import pytest

from specrunner.source import Code, all_codes, find_code

CODES = list(all_codes().values())


def test_codes_are_ordered_and_unique():
    assert [code.id for code in CODES] == sorted({code.id for code in CODES})


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_each_code_has_a_title_and_an_explanation(code: Code):
    assert re.fullmatch(r"SR0\d{3}", code.id)
    assert code.title
    assert not code.title.endswith(".")
    assert len(code.explain) > 20


def test_a_code_is_found_in_any_letter_case():
    found = find_code("sr0107")
    assert found is not None
    assert found.id == "SR0107"


def test_an_unknown_code_is_not_found():
    assert find_code("SR9999") is None
