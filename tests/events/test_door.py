"""The door of the room opens to every name it lists, and loads only what is asked for."""

import subprocess
import sys

import pytest

import specrunner.events as room


def test_every_name_leads_somewhere():
    for name in room.__all__:
        assert getattr(room, name) is not None


def test_every_name_that_loads_late_is_listed():
    assert set(room._HOMES) <= set(room.__all__)


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match=r"module 'specrunner.events' has no attribute 'nonsense'"):
        room.nonsense  # noqa: B018


def test_what_is_not_asked_for_is_not_loaded():
    code = "import sys, specrunner.events; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded).isdisjoint({"specrunner.events.journal", "orjson"})
