"""The door offers what its modules have, and loads each on first use."""

import subprocess
import sys

import pytest

import specrunner.wire as wire


def test_every_name_of_the_door_resolves():
    assert [name for name in wire.__all__ if getattr(wire, name, None) is None] == []
    assert sorted(wire.__all__) == sorted([*wire._HOMES, *wire._ROOMS])


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'specrunner\.wire' has no attribute 'parse_nothing'$"):
        wire.parse_nothing  # noqa: B018


def test_importing_the_door_loads_no_machine():
    code = "import sys, specrunner.wire; print([m for m in sys.modules if m.startswith('specrunner.wire.')])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"
