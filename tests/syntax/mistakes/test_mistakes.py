"""Whole messages of the mistakes people make: `golden.txt` has the YAML and what is said of it.

A title with `(libyaml)` marks words of the parser that the one in Python puts otherwise.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from specrunner.source import SourceText, render_diagnostic
from specrunner.syntax import Limits
from specrunner.syntax.compose import compose_events

GOLDEN = (Path(__file__).parent / "golden.txt").read_text(encoding="utf-8")
CASES = [tuple(case.split("\n", 1)) for case in GOLDEN.removeprefix("## ").split("\n## ")]


def said(text: str, *, pure: bool) -> str:
    source = SourceText("a.spec.yaml", text.replace("<TAB>", "\t").replace("<NBSP>", "\u00a0"))
    composed = compose_events(source, Limits(), pure=pure)
    shown = "\n".join(render_diagnostic(each, lambda file: source) for each in composed.diagnostics)
    return "\n".join(line.rstrip() for line in shown.split("\n"))


@pytest.mark.parametrize(("title", "case"), CASES, ids=[title for title, _ in CASES])
def test_the_message_names_the_mistake_and_its_mend(title: str, case: str):
    text, expected = case.split("\n--\n", 1)
    expected = "\n".join(line.rstrip() for line in expected.strip("\n").split("\n"))
    assert said(text + "\n", pure=False) == expected
    if "(libyaml)" not in title:
        assert said(text + "\n", pure=True) == expected


def test_a_key_of_over_a_thousand_characters_is_refused_at_its_colon():
    assert said("k" * 1100 + ": 1\n", pure=False).startswith("a.spec.yaml:1:1101: error SR0118")


PIECES = (
    "'",
    '"',
    "\\",
    "{",
    "[",
    "- ",
    ": ",
    "? ",
    "a:",
    "#",
    "|",
    "> ",
    "&a ",
    "*a ",
    "!t ",
    "\t",
    "{{ a }}",
    "${{",
    "@",
)
AFTER = ("", "\n", "c\n", " c: d\n", "\n  c: d\n", "}\n", '"\nd: 1\n')


@pytest.mark.parametrize("before", ["", "a: ", "a: {b: ", "- ", 'a: "b\n', "a: |\n  b\n", "a:\n    b: 1\n"])
def test_whatever_is_put_somewhere_is_read_or_explained(before: str):
    for piece in PIECES:
        for after in AFTER:
            said(before + piece + after, pure=True)
            said(before + piece + after, pure=False)
            said(before + piece * 300 + after, pure=False)
