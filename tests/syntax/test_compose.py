from __future__ import annotations

import pytest

from specrunner.source import SourceText
from specrunner.syntax import (
    Composed,
    Limits,
    MappingNode,
    Node,
    ScalarNode,
    ScalarStyle,
    SequenceNode,
    compose,
    decode_source,
    locate,
    plain,
)
from specrunner.syntax.compose import compose_events


def composed(text: str) -> Composed:
    return compose(SourceText("a.spec.yaml", text))


def root(text: str) -> Node:
    found = composed(text)
    assert found.diagnostics == ()
    assert found.node is not None
    return found.node


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "  \n\n"])
def test_an_empty_file_has_no_node_and_no_diagnostic(text: str):
    assert composed(text) == Composed(None, ())


def test_a_document_without_content_is_null():
    assert plain(root("---\n")) is None


def test_a_document_marker_at_the_start_and_the_end_is_fine():
    assert plain(root("---\na: 1\n...\n")) == {"a": 1}


def test_the_version_directive_is_fine():
    assert plain(root("%YAML 1.2\n---\na: 1\n")) == {"a": 1}


def test_keys_stay_in_the_order_of_the_file():
    assert list(plain(root("b: 1\na: 2\nc: 3\n"))) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("written", "style", "text"),
    [
        ("x y", ScalarStyle.PLAIN, "x y"),
        ("'x y'", ScalarStyle.SINGLE, "x y"),
        ('"x\\ty"', ScalarStyle.DOUBLE, "x\ty"),
        ("|\n  x\n  y", ScalarStyle.LITERAL, "x\ny\n"),
        (">-\n  x\n  y", ScalarStyle.FOLDED, "x y"),
    ],
)
def test_a_scalar_knows_its_style_and_its_place(written: str, style: ScalarStyle, text: str):
    source = SourceText("a.spec.yaml", f"a: {written}\nb: 1\n")
    node = locate(compose(source).node, ["a"])
    assert isinstance(node, ScalarNode)
    assert (node.style, node.text, source.text[node.start : node.end]) == (style, text, written)


def test_collections_end_where_their_last_value_ends():
    text = "a:\n  - b: 1\n    c: [x,\n      y ]  # end\n\n# comment\nd: |\n  z\n\n\ne:\n"
    node = root(text)
    assert isinstance(node, MappingNode)
    shown = [text[entry.value.start : entry.value.end] for entry in node]
    assert shown == ["- b: 1\n    c: [x,\n      y ]", "|\n  z", ""]
    assert (node.start, node.end) == (0, text.index("e:") + 2)


def test_places_count_code_points_also_after_astral_characters():
    node = locate(root('"😀😀": {k😀: [x, "😀", y]}\n'), ["😀😀", "k😀", 2])
    assert str(node.span) == "a.spec.yaml:1:21"
    assert node.source.text[node.start : node.end] == "y"


def test_places_do_not_count_a_byte_order_mark():
    source = decode_source(b"\xef\xbb\xbfa: b\n", "a.spec.yaml")
    assert str(locate(compose(source).node, ["a"]).span) == "a.spec.yaml:1:4"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_each_kind_of_line_break_is_one_line(line_break: str):
    node = locate(root(line_break.join(["a: 1", "", "b: |", "  x", "  y", "c: z", ""])), ["c"])
    assert str(node.span) == "a.spec.yaml:6:4"
    assert node.source.line(6) == "c: z"


def test_an_expression_may_stand_unquoted_as_a_whole_block_value():
    text = "a: ${{ steps.create.body.lines }}\nb:\n  - ${{ [1, 2][0] }}\n"
    assert plain(root(text)) == {"a": "${{ steps.create.body.lines }}", "b": ["${{ [1, 2][0] }}"]}


def test_an_alias_is_the_node_of_its_anchor():
    node = root("a: &x {b: 1}\nc: *x\n")
    assert isinstance(node, MappingNode)
    assert node.get("c") is node.get("a")


def test_an_anchor_may_be_set_again():
    assert plain(root("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")) == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_an_alias_may_be_a_key():
    assert plain(root("a: &x k\n*x : 1\n")) == {"a": "k", "k": 1}


def test_an_alias_key_that_stands_twice_is_a_duplicate():
    assert [each.code for each in composed("a: &x k\n*x : 1\n*x : 2\n").diagnostics] == ["SR0107"]


def test_a_value_with_anchor_and_tag_begins_at_its_content():
    source = SourceText("a.spec.yaml", "a: &x !!str  # why\n  'b'\nc: &y\n  - 1\nd: [&z e, !!int 7]\n")
    node = compose(source).node
    assert isinstance(node, MappingNode)
    found = [locate(node, path) for path in (["a"], ["c"], ["d", 0], ["d", 1])]
    assert [source.text[each.start : each.end] for each in found] == ["'b'", "- 1", "e", "7"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!str 7", "7"),
        ("! 7", "7"),
        ("!!int '7'", 7),
        ("!!float 7", 7.0),
        ("!!bool true", True),
        ("!!null ''", None),
        ("!!seq [1]", [1]),
        ("!!map {b: 1}", {"b": 1}),
    ],
)
def test_the_tags_of_the_core_schema_are_read(written: str, value: object):
    found = plain(root(f"a: {written}\n"))["a"]
    assert (type(found), found) == (type(value), value)


def test_what_is_wrong_in_one_place_does_not_hide_the_rest():
    found = composed("a: 1\na: 2\nb: !x y\nc: [1, 2]\n")
    assert [each.code for each in found.diagnostics] == ["SR0107", "SR0121"]
    assert found.node is not None
    assert plain(found.node) == {"a": 1, "b": "y", "c": [1, 2]}


def test_a_file_that_is_wrong_all_over_gets_fifty_diagnostics_and_a_count():
    found = composed("a: 1\n" * 200)
    assert len(found.diagnostics) == 51
    assert str(found.diagnostics[-1]) == "a.spec.yaml:52:1: error SR0118: 149 more mistakes stand here and below"


def test_forbidden_characters_are_refused_in_text_that_no_file_gave():
    assert [each.code for each in composed("a: \x1b\n").diagnostics] == ["SR0104"]
    assert [each.code for each in composed("a: \u2028\n").diagnostics] == ["SR0104"]
    assert [each.code for each in composed("a: \ud800\n").diagnostics] == ["SR0104"]


SPEC = """\
spec: Orders   # the title
tags: [smoke, "two words", 'it''s']
vars: {sku: A-1, n: 0x1F, "q": ~, empty: {}, none: []}
steps:
- id: create
  http:
    post: /orders
    json: {sku: "${{ sku }}", text: "a\\tb\\u263a"}
    body: |
      one
        two

      three
    note: >-
      folded
      text

      more
  expect: {status: 201, $.id: {type: integer}}
-
  needs: [create]
  for_each: ${{ steps.create.body.lines }}
  plain: over
    two lines
  anchor: &a [1, 2]
  alias: *a
- - nested
  - list
- ? explicit
  : key
"""


def test_the_parser_in_python_reads_the_same():
    source = SourceText("a.spec.yaml", SPEC)
    found, pure = compose_events(source, Limits(), pure=False), compose_events(source, Limits(), pure=True)
    assert found.diagnostics == pure.diagnostics == ()
    assert _described(found.node) == _described(pure.node)


def _described(node: Node | None) -> object:
    if isinstance(node, ScalarNode):
        return (node.start, node.end, node.value, node.text, node.style)
    if isinstance(node, SequenceNode):
        return (node.start, node.end, [_described(item) for item in node])
    assert isinstance(node, MappingNode)
    return (node.start, node.end, [(_described(entry.key), _described(entry.value)) for entry in node])
