"""Names are known before anything is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from specrunner.app import builtin_registry
from specrunner.app.builtins import KINDS
from specrunner.plugin import Late, LateTable, StepKind
from specrunner.source import PluginError


def test_names_are_listed_and_asked_for_without_an_import():
    table = LateTable("thing", str, {"a": Late("nowhere_at_all:A"), "b": "here"})
    assert list(table) == ["a", "b"]
    assert len(table) == 2
    assert "a" in table
    assert "c" not in table
    assert table["b"] == "here"
    assert table.get("c") is None


def test_a_value_is_imported_once():
    table = LateTable("thing", str, {"a": Late("string:ascii_letters")})
    assert table["a"] is table["a"]
    assert table["a"].startswith("abc")


def test_what_is_ours_and_broken_is_a_bug():
    with pytest.raises(ModuleNotFoundError):
        LateTable("thing", str, {"a": Late("nowhere_at_all:A")})["a"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nowhere:A", "cannot be loaded from `nowhere:A`: ModuleNotFoundError: No module named 'nowhere'"),
        (
            "string:nothing",
            "cannot be loaded from `string:nothing`: AttributeError: module 'string' has no attribute 'nothing'",
        ),
        ("string", "cannot be loaded from `string`: AttributeError: module 'string' has no attribute ''"),
        ("string:digits", "is no StepKind: `string:digits` is a str"),
        ("specrunner.protocols.flow:PAUSE", "calls itself `pause`"),
    ],
)
def test_what_others_bring_and_is_broken_is_told_with_their_name(place, message):
    table = LateTable("kind of step", StepKind, {"dice": Late(place, "acme 1.2")})
    with pytest.raises(PluginError) as caught:
        table["dice"]
    assert str(caught.value) == f"the kind of step `dice` of acme 1.2 {message}"


@pytest.mark.parametrize("key", KINDS)
def test_each_kind_is_where_the_table_says(key):
    assert builtin_registry().kinds[key].key == key


def test_the_registry_imports_no_kind():
    code = "import sys, specrunner.app as app; app.builtin_registry(); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith("specrunner.protocols.")] == []
