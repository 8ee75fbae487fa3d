"""JSONTestSuite: `y_` must be read, `n_` must be refused, `i_` is ours to decide (and decided below)."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from specrunner.values import JsonError, parse_json

CASES = {
    name: b64decode(content)
    for name, content in json.loads(Path(__file__).with_name("cases.json").read_bytes()).items()
}
# Not representable, or not UTF-8, or deeper than 256. Lone surrogates in escapes and integers of any length are read.
REFUSED = {
    "i_number_huge_exp",
    "i_number_neg_int_huge_exp",
    "i_number_pos_double_huge_exp",
    "i_number_real_neg_overflow",
    "i_number_real_pos_overflow",
    "i_string_UTF-16LE_with_BOM",
    "i_string_UTF-8_invalid_sequence",
    "i_string_UTF8_surrogate_U+D800",
    "i_string_invalid_utf-8",
    "i_string_iso_latin_1",
    "i_string_lone_utf8_continuation_byte",
    "i_string_not_in_unicode_range",
    "i_string_overlong_sequence_2_bytes",
    "i_string_overlong_sequence_6_bytes",
    "i_string_overlong_sequence_6_bytes_null",
    "i_string_truncated-utf-8",
    "i_string_utf16BE_no_BOM",
    "i_string_utf16LE_no_BOM",
    "i_structure_500_nested_arrays",
}


@pytest.mark.parametrize(
    "name", [name for name in CASES if name[0] == "y" or (name[0] == "i" and name not in REFUSED)]
)
def test_what_is_json_is_read(name: str):
    assert parse_json(CASES[name]).value == json.loads(CASES[name].decode("utf-8-sig"))


@pytest.mark.parametrize("name", [name for name in CASES if name[0] == "n" or name in REFUSED])
def test_what_is_no_json_is_refused(name: str):
    with pytest.raises(JsonError):
        parse_json(CASES[name])


@pytest.mark.parametrize("body", [b"[" * 100_000, b'[{"":' * 50_000 + b"\n"])
def test_what_nests_without_end_is_refused(body: bytes):
    with pytest.raises(JsonError, match="more than 256 levels of lists and maps"):
        parse_json(body)


def test_the_suite_is_complete():
    assert len(CASES) == 316
