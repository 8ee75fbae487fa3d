"""Whatever the text, the answer is nodes or diagnostics, and never an exception."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from specrunner.source import SourceText, render_diagnostic
from specrunner.syntax import Limits, MappingNode, Node, ScalarNode, compose, plain, span_within
from specrunner.syntax.compose import compose_events

PIECES = ["a", "b", "1", "é", "😀", " ", "  ", "\n", "\n  ", "\n    ", ":", ": ", "-", "- ", "?", "[", "]", "{",
          "}", ",", "'", '"', "\\", "&a ", "*a", "!!str ", "!t ", "|\n", ">-\n", "#", " #", "%", "@", "`",
          "\t", "---\n", "...\n", "${{ ", " }}", "<<: ", "\r\n", "~", "0x1", "\u00a0", "\u2028",
          "\ufeff", "\x00"]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(max_size=40))

SPEC = """\
spec: Orders
vars: {sku: A-1, list: [1, "two", 'three']}
steps:
  - id: create
    http:
      post: /orders
      json: {sku: "${{ sku }}"}
      body: |
        text
          more
    expect: {status: 201}   # created
  - needs: [create]
    check: ${{ steps.create.status == 201 }}
"""


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_any_text_is_read_or_explained(text: str):
    _check(text)


def test_any_small_slip_in_a_spec_is_read_or_explained():
    slips = random.Random(7)
    for _ in range(1500):
        at = slips.randrange(len(SPEC))
        match slips.randrange(3):
            case 0:
                _check(SPEC[:at] + SPEC[at + 1 :])
            case 1:
                _check(SPEC[:at] + slips.choice(PIECES) + SPEC[at:])
            case _:
                _check(SPEC[:at] + slips.choice(PIECES) + SPEC[at + slips.randrange(1, 9) :])


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_both_parsers_read_the_same_values(text: str):
    source = SourceText("a", text)
    if "\t" in text or compose(source).diagnostics:
        return  # the one in Python is stricter with tabs
    found, pure = compose_events(source, Limits(), pure=False), compose_events(source, Limits(), pure=True)
    if not pure.diagnostics:
        assert repr(found.node and plain(found.node)) == repr(pure.node and plain(pure.node))


def _check(text: str) -> None:
    source = SourceText("a", text)
    composed = compose(source)
    for diagnostic in composed.diagnostics:
        span = diagnostic.span
        assert (
            0 <= source.offset(span.line, span.column) <= source.offset(span.end_line, span.end_column) <= len(text)
        )
        assert render_diagnostic(diagnostic, lambda file: source)
    if composed.node is not None:
        _check_places(composed.node, 0, len(text))


def _check_places(node: Node, start: int, end: int) -> None:
    assert start <= node.start <= node.end <= end
    if isinstance(node, ScalarNode):
        inner = span_within(node, 0, len(node.text))
        assert node.source.offset(inner.end_line, inner.end_column) <= end
        return
    if "*" in node.source.text:
        return  # an alias is the node of its anchor, which stands elsewhere
    children = (
        [part for entry in node for part in (entry.key, entry.value)] if isinstance(node, MappingNode) else node
    )
    for child in children:
        _check_places(child, node.start, len(node.source.text))
