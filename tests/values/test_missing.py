"""MISSING is not a value: nothing may take it for one."""

import copy
import pickle

import pytest

from specrunner.values import MISSING


def test_asking_whether_missing_is_true_is_refused():
    with pytest.raises(TypeError, match="MISSING is neither true nor false; compare with `is MISSING`"):
        bool(MISSING)


def test_missing_stays_itself_through_copies():
    assert copy.deepcopy([MISSING])[0] is MISSING
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING


def test_missing_equals_no_value():
    assert MISSING not in (None, False, 0, "", "nothing", [], {})
    assert repr(MISSING) == "MISSING"
