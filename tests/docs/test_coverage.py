"""Whatever there is to know has its place on a page: codes, kinds, operators, subjects, options, settings."""

from __future__ import annotations

import argparse
import re

import pytest

from specrunner.app import builtin_registry
from specrunner.cli.arguments import build_parser
from specrunner.config import SettingsFile
from specrunner.events import EXIT_CODES
from specrunner.model import STEP_KEYS, SpecHead
from specrunner.source import all_codes
from specrunner.values import FUNCTIONS

from .pages import DOCS, prose

REGISTRY = builtin_registry()


def page(name: str) -> str:
    return prose(DOCS / "reference" / f"{name}.md")


def rows(name: str) -> str:
    return "\n".join(line.replace("\\|", "¦") for line in page(name).splitlines() if line.startswith("|"))


@pytest.mark.parametrize("code", all_codes().values(), ids=lambda code: code.id)
def test_every_code_has_its_heading(code):
    assert f"\n### {code.id}: {code.title}\n" in page("errors")


def test_every_operator_has_its_row():
    assert [name for name in REGISTRY.operators if f"| `{name}` |" not in rows("matchers")] == []


def test_every_function_has_its_row():
    signatures = [each.signature.replace("|", "¦") for each in FUNCTIONS.values()]
    assert [each for each in signatures if f"| `{each}` |" not in rows("expressions")] == []


def test_every_kind_and_its_subjects_have_their_rows():
    assert [key for key in REGISTRY.kinds if f"[`{key}`]" not in rows("language")] == []
    for key, kind in REGISTRY.kinds.items():
        text = rows(key if (DOCS / "reference" / f"{key}.md").exists() else "language")
        assert [name for name in kind.subjects.subjects if f"| `{name}` |" not in text] == []


def test_every_key_of_a_spec_and_of_a_step_has_its_row():
    keys = [*SpecHead.model_fields, "defaults", "setup", "steps", "teardown", *STEP_KEYS]
    assert [key for key in keys if f"| `{key}` |" not in rows("language")] == []


def test_every_setting_has_its_row():
    assert [key for key in SettingsFile.model_fields if f"| `{key}` |" not in rows("settings")] == []


def test_every_command_has_its_heading_and_every_option_its_row():
    (action,) = (each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction))
    for name, parser in action.choices.items():
        section = re.split(r"^## ", page("cli"), flags=re.MULTILINE)
        (text,) = (each for each in section if each.startswith(f"specrun {name}\n"))
        options = [option for each in parser._actions for option in each.option_strings]
        assert [each for each in options if each not in ("-h", "--help") and f"`{each}" not in text] == []


def test_every_exit_code_has_its_row():
    assert [code for code in EXIT_CODES if f"| {code} |" not in rows("cli")] == []


def test_every_report_format_has_its_row():
    assert [name for name in REGISTRY.reporters if f"| `{name}` |" not in rows("reports")] == []
