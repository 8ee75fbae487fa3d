"""The parsing cases of JSONTestSuite: `y_` must be read, `n_` refused, `i_` is ours to decide (and decided below).

Cases that are no UTF-8 are not among them, since they come as texts; tests/values/test_json.py has some of those.
"""

import json
from pathlib import Path

import pytest

from specrunner.values import JsonError, parse_json

CASES = {
    name: text.encode("utf-8", "surrogatepass")
    for name, text in json.loads(Path(__file__).with_name("cases.json").read_bytes()).items()
}
# Not representable, or deeper than 256. Lone surrogates in escapes and integers of any length are read.
REFUSED = {
    "i_number_huge_exp",
    "i_number_neg_int_huge_exp",
    "i_number_pos_double_huge_exp",
    "i_number_real_neg_overflow",
    "i_number_real_pos_overflow",
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
    assert len(CASES) == 291
    assert set(CASES) >= REFUSED
