"""Our models cost no search for plug-ins of pydantic; other models find theirs."""

from __future__ import annotations

import subprocess
import sys


def said(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_building_our_models_imports_no_metadata():
    code = "import sys, specrunner.model, specrunner.protocols.http; print('importlib.metadata' in sys.modules)"
    assert said(code) == "False"


def test_other_models_are_built_as_ever():
    code = """
import sys, pydantic, specrunner.model
class Theirs(pydantic.BaseModel):
    a: int
import pydantic.plugin._loader as loader
print(loader.__file__.endswith("_loader.py"), Theirs(a="7").a)
"""
    assert said(code) == "True 7"


def test_what_else_the_loader_has_comes_from_the_real_one():
    code = """
from specrunner.model.alone import refuse_plugins
refuse_plugins()
from pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP, get_plugins
print(PYDANTIC_ENTRY_POINT_GROUP, list(get_plugins()))
"""
    assert said(code) == "pydantic []"
