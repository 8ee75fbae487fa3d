from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specrunner.source import SourceSpan, SourceText
from specrunner.syntax import MappingNode, Node, ScalarNode, ScalarStyle, compose, locate, span_within

BREAKS = ("\n", "\r\n", "\r")
ESCAPES = {
    '\\"': '"',
    "\\\\": "\\",
    "\\n": "\n",
    "\\t": "\t",
    "\\x41": "A",
    "\\u263a": "☺",
    "\\U0001f600": "😀",
    "\\ ": " ",
}


def value_of(text: str) -> ScalarNode:
    composed = compose(SourceText("a.spec.yaml", text))
    assert composed.diagnostics == ()
    assert composed.node is not None
    node = locate(composed.node, ["a"])
    assert isinstance(node, ScalarNode)
    return node


def written(node: ScalarNode, start: int, end: int) -> str:
    return _slice(node.source, span_within(node, start, end))


def _slice(source: SourceText, span: SourceSpan) -> str:
    return source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column)]


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("a: one two\n", "two", "two"),
        ("a: one\n  two\n  three\n", "two", "two"),
        ("a: one\n\n  two\n", "two", "two"),
        ("a: one\n  two\n", "one two", "one\n  two"),
        ("a: 'it''s two'\n", "two", "two"),
        ("a: 'it''s two'\n", "'", "''"),
        ('a: "\\u0041 \\"two\\""\n', "two", "two"),
        ('a: "\\U0001F600two"\n', "two", "two"),
        ('a: "one \\\n  two"\n', "two", "two"),
        ('a: "one\n\n  two"\n', "two", "two"),
        ('a: "😀\\t two"\n', "two", "two"),
        ("a: |\n  one\n  two\n", "two", "two"),
        ("a: |2\n    one\n   two\n", "two", "two"),
        ("a: |-\n\n\n    one\n      two\n", "two", "two"),
        ("a: >\n  one\n  two\n\n  three\n", "three", "three"),
        ("a: >\n  one\n    two\n  three\n", "three", "three"),
        ("a: >-  # comment\n  one\n\n  two\n", "two", "two"),
        ("a: |\r\n  one\r\n  two\r\n", "two", "two"),
        ("b:\n  - a: |+\n      one\n\n      two\n\n", "two", "two"),
    ],
)
def test_a_word_is_found_where_it_stands(text: str, word: str, shown: str):
    node = next(scalar for scalar in scalars(_root(text)) if word in scalar.text)
    start = node.text.index(word)
    assert written(node, start, start + len(word)) == shown


def test_an_empty_stretch_is_the_place_before_its_character():
    node = value_of("a: 'it''s'\n")
    span = span_within(node, 3, 3)
    assert (span.line, span.column, span.end_column) == (1, 9, 9)


def test_the_place_past_the_last_character_is_before_the_closing_quote():
    node = value_of("a: 'it''s'\n")
    assert span_within(node, 4, 4) == node.source.span(9, 9)


def test_offsets_outside_the_text_are_cut_to_it():
    node = value_of("a: 'it''s'\n")
    assert written(node, -5, 99) == "it''s"


def test_an_empty_quoted_scalar_has_the_place_between_its_quotes():
    node = value_of("a: ''\n")
    assert span_within(node, 0, 0) == node.source.span(4, 4)


def test_an_empty_text_block_has_a_place():
    node = value_of("a: |\nb: 1\n")
    assert node.text == ""
    assert span_within(node, 0, 0).line == 1


# Any stretch of a value, over several lines: letters that occur once each, so that each can only be in one place.
LETTERS = st.integers(0x4E00, 0x9F00).map(chr)
PLAIN_PIECE = st.one_of(LETTERS, st.sampled_from([" ", "  ", "\n", "\n\n", " \n  ", "\n \n"]))
SINGLE_PIECE = st.one_of(PLAIN_PIECE, st.sampled_from(["''", ":", "# ", "\\"]))
DOUBLE_PIECE = st.one_of(PLAIN_PIECE, st.sampled_from([*ESCAPES, "\\\n", " \\\n  ", "\\\n\n", "'"]))
INDENTS = st.integers(1, 5)


def _distinct(pieces: list[str]) -> str:
    seen: set[str] = set()
    return "".join(piece for piece in pieces if not (piece in seen or (ord(piece[0]) > 0x4000 and seen.add(piece))))


def _indented(content: str, indent: int) -> str:
    return content.replace("\n", "\n" + " " * indent)


@st.composite
def line_scalars(draw: st.DrawFn) -> str:
    quote, piece = draw(st.sampled_from([("", PLAIN_PIECE), ("'", SINGLE_PIECE), ('"', DOUBLE_PIECE)]))
    content = _distinct(draw(st.lists(piece, min_size=1, max_size=25)))
    return "a: " + quote + _indented(content, draw(INDENTS)) + quote + "\nb: 1\n"


@st.composite
def block_scalars(draw: st.DrawFn) -> str:
    indent = draw(INDENTS)
    lines = draw(st.lists(st.lists(LETTERS, max_size=4).map("".join), min_size=1, max_size=8, unique=True))
    leads = draw(st.lists(st.sampled_from(["", "", "", " ", "  ", "\t"]), min_size=len(lines), max_size=len(lines)))
    body = "".join(
        (" " * indent + lead + line if line else draw(st.sampled_from(["", " ", " " * indent]))) + "\n"
        for line, lead in zip(lines, leads, strict=True)
    )
    digit = draw(st.sampled_from(["", str(indent)]))
    header = draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "-", "+"])) + digit
    comment = draw(st.sampled_from(["", " ", "  # comment"]))
    around = draw(st.sampled_from(["{}", "o:\n- {}", "o:\n  - - {}"]))
    depth = {"{}": 0, "o:\n- {}": 2, "o:\n  - - {}": 6}[around]
    block = f"a: {header}{comment}\n{body}"
    return around.format(block.replace("\n", "\n" + " " * depth).rstrip(" ") if depth else block) + "z: 1\n" * (
        not depth
    )


@settings(max_examples=400, deadline=None)
@given(line_scalars(), st.sampled_from(BREAKS))
def test_each_character_of_a_line_scalar_is_mapped_to_what_it_was_written_as(text: str, line_break: str):
    _check_all(text.replace("\n", line_break))


@settings(max_examples=400, deadline=None)
@given(block_scalars(), st.sampled_from(BREAKS))
def test_each_character_of_a_text_block_is_mapped_to_what_it_was_written_as(text: str, line_break: str):
    _check_all(text.replace("\n", line_break))


def _check_all(text: str) -> None:
    composed = compose(SourceText("a.spec.yaml", text))
    if composed.diagnostics or composed.node is None:
        return  # not every mixture is YAML
    for scalar in scalars(composed.node):
        _check(scalar)


def _check(node: ScalarNode) -> None:
    position = node.start
    for index, character in enumerate(node.text):
        span = span_within(node, index, index + 1)
        start = node.source.offset(span.line, span.column)
        shown = _slice(node.source, span)
        assert start >= position
        assert _means(shown, character, node.style), (node, index, shown)
        position = start + len(shown)
    if node.text:
        everything = span_within(node, 0, len(node.text))
        assert everything.to(everything) == span_within(node, 0, 1).to(
            span_within(node, len(node.text) - 1, len(node.text))
        )


def _means(shown: str, character: str, style: ScalarStyle) -> bool:
    if style is ScalarStyle.DOUBLE and shown.startswith("\\"):
        return ESCAPES[shown] == character
    if style is ScalarStyle.SINGLE and shown == "''":
        return character == "'"
    return shown == character or (shown in BREAKS and character in " \n")


def _root(text: str) -> Node:
    node = compose(SourceText("a.spec.yaml", text)).node
    assert node is not None
    return node


def scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, MappingNode):
        for entry in node:
            yield entry.key
            yield from scalars(entry.value)
    else:
        for item in node:
            yield from scalars(item)
