"""Events to located nodes.

Nothing recurses, neither here nor in the parser: nesting is counted event by event, so that a file of brackets is
refused after a hundred of them (PyYAML's own composer ends the process at some ten thousand).
"""

from __future__ import annotations

from itertools import islice
from sys import intern
from typing import Any

from ..source import Diagnostic, DiagnosticError, Related, SourceText, did_you_mean
from ..source.codes import syntax as codes
from .keys import KeyJudge
from .limits import Limits, too_deep, too_many_aliases, too_many_nodes
from .native import (
    AliasEvent,
    DocumentStartEvent,
    EventParser,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from .nodes import MappingNode, Node, Scalar, ScalarNode, ScalarStyle, SequenceNode
from .properties import COLLECTION_TAGS, bad_anchor, bad_tag, content_start, tagged_value
from .scalars import TYPED_FIRST, NumberOutOfRangeError, resolve_plain
from .wording import shortened

_PLAIN, _LITERAL, _FOLDED = ScalarStyle.PLAIN, ScalarStyle.LITERAL, ScalarStyle.FOLDED
_LINE_STYLES = {None: _PLAIN, "": _PLAIN, "'": ScalarStyle.SINGLE, '"': ScalarStyle.DOUBLE}
_STYLES = {**_LINE_STYLES, "|": _LITERAL, ">": _FOLDED}

# Blanks that are none to YAML: a plain scalar that starts with one was meant to be indented or separated by it.
_FOREIGN_BLANKS = frozenset(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_NOT_JUST_TEXT = TYPED_FIRST | _FOREIGN_BLANKS
_SHORT = 40


class _Open:
    """A collection whose end has not come yet. `weight_before` is what had been counted when it began."""

    __slots__ = ("anchor", "children", "is_flow", "start", "weight_before")

    def __init__(self, start: int, is_flow: bool, anchor: str | None, weight_before: int) -> None:
        self.children: list[Node] = []
        self.start = start
        self.is_flow = is_flow
        self.anchor = anchor
        self.weight_before = weight_before


class Builder:
    """Makes the nodes of one document. What it can go on after is collected in `diagnostics`."""

    def __init__(self, source: SourceText, limits: Limits) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._source = source
        self._limits = limits
        self._roots: list[Node] = []
        self._stack: list[_Open] = []
        # An anchor's node and how many nodes it stands for; or its collection, while that is open.
        self._anchors: dict[str, tuple[Node, int] | _Open] = {}
        self._alias_nodes = 0
        self._nodes = 0
        self._keys = KeyJudge(source, self.diagnostics)

    @property
    def is_in_flow(self) -> bool:
        return bool(self._stack) and self._stack[-1].is_flow

    @property
    def last_scalar(self) -> ScalarNode | None:
        """The last scalar with something in it that has been read."""
        for children in (*(opened.children for opened in reversed(self._stack)), self._roots):
            for node in reversed(children):
                if (scalar := _last_scalar(node)) is not None:
                    return scalar
        return None

    def build(self, parser: EventParser) -> Node | None:
        """The document, None when there is none. Raises DiagnosticError when a limit is passed."""
        source, children = self._source, self._roots
        node: Node
        end = 0
        # A node makes two events at most, and stream and document four: this bounds a list that never closes.
        for event in islice(iter(parser.get_event, None), 2 * self._limits.nodes + 5):
            kind = event.__class__
            if kind is ScalarEvent:
                style = _LINE_STYLES.get(event.style)
                if style is None or event.tag is not None or event.anchor is not None:
                    node = self._special_scalar(event)
                    end = node.end
                else:  # nearly all: kept short, since a tree of specs has a hundred thousand of them
                    value = text = event.value
                    if len(text) < _SHORT:  # keys and values that come again and again are kept once
                        value = text = intern(text)
                    end = event.end_mark.index
                    if style is _PLAIN and (not text or text[0] in _NOT_JUST_TEXT):
                        value = self._typed(text, event)
                    node = ScalarNode(value, text, style, source, event.start_mark.index, end)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node, end = self._close(event, end, kind is MappingEndEvent)
                children = self._stack[-1].children if self._stack else self._roots
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                children = self._open(event, kind is MappingStartEvent)
                continue
            elif kind is AliasEvent:
                node, end = self._alias(event), event.end_mark.index
            else:
                self._judge_document(event)
                continue
            children.append(node)
        if self._stack:
            raise DiagnosticError(too_many_nodes(source.span(end, end), self._limits))
        return self._roots[0] if self._roots else None

    def _special_scalar(self, event: Any) -> ScalarNode:
        """A text block, or a scalar with a tag or an anchor."""
        start, end, style = event.start_mark.index, event.end_mark.index, _STYLES[event.style]
        if style is _LITERAL or style is _FOLDED:
            end = self._block_end(start, end)
        first = start
        if event.tag is not None or event.anchor is not None:
            first = content_start(self._source, start, end)
        value = event.value
        try:
            value = tagged_value(event.value, event.tag, style is _PLAIN)
        except KeyError:
            self.diagnostics.append(bad_tag(self._source, start, end))
        except NumberOutOfRangeError as error:
            self.diagnostics.append(self._out_of_range(first, end, error))
        except ValueError as error:
            self.diagnostics.append(bad_tag(self._source, start, end, str(error)))
        node = ScalarNode(value, event.value, style, self._source, first, end)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
            self._judge_anchor(start)
        return node

    def _typed(self, text: str, event: Any) -> Scalar:
        if text[:1] in _FOREIGN_BLANKS:
            self.diagnostics.append(self._foreign_blank(text, event.start_mark.index))
        try:
            return resolve_plain(text)
        except NumberOutOfRangeError as error:
            self.diagnostics.append(self._out_of_range(event.start_mark.index, event.end_mark.index, error))
            return text

    def _block_end(self, start: int, end: int) -> int:
        """The end of a text block's last line with something on it; the parser's mark is on the next value."""
        text = self._source.text
        filled = start + len(text[start:end].rstrip(" \t\r\n"))
        rest = text[filled:end]
        return filled + len(rest) - len(rest.lstrip(" \t"))

    def _open(self, event: Any, is_mapping: bool) -> list[Node]:
        start, anchor = event.start_mark.index, event.anchor
        if len(self._stack) >= self._limits.depth:
            raise DiagnosticError(too_deep(self._source.span(start, start + 1), self._limits))
        opened = _Open(start, event.flow_style, anchor, self._nodes + self._alias_nodes)
        if anchor is not None or event.tag is not None:
            text_end = len(self._source.text)
            opened.start = content_start(self._source, start, text_end)
            if event.tag not in COLLECTION_TAGS[is_mapping]:
                self.diagnostics.append(bad_tag(self._source, start, text_end))
            if anchor is not None:
                self._anchors[anchor] = opened
                self._judge_anchor(start)
        self._stack.append(opened)
        return opened.children

    def _judge_anchor(self, start: int) -> None:
        if (diagnostic := bad_anchor(self._source, start, len(self._source.text))) is not None:
            self.diagnostics.append(diagnostic)

    def _close(self, event: Any, end: int, is_mapping: bool) -> tuple[Node, int]:
        opened = self._stack.pop()
        if opened.is_flow:
            end = event.end_mark.index
        self._nodes += len(opened.children)
        node: Node
        if is_mapping:
            entries = self._keys.entries(opened.children, opened.is_flow)
            node = MappingNode(entries, self._source, opened.start, end)
        else:
            node = SequenceNode(tuple(opened.children), self._source, opened.start, end)
        if self._nodes > self._limits.nodes:
            raise DiagnosticError(too_many_nodes(node.span, self._limits))
        if opened.anchor is not None and self._anchors[opened.anchor] is opened:
            weight = self._nodes + self._alias_nodes - opened.weight_before + 1
            self._anchors[opened.anchor] = (node, weight)
        return node, end

    def _alias(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        anchored = self._anchors.get(event.anchor)
        if anchored is None or isinstance(anchored, _Open):
            self.diagnostics.append(self._bad_alias(event.anchor, anchored, start, end))
            return ScalarNode(None, "", _PLAIN, self._source, start, end)
        node, weight = anchored
        self._alias_nodes += weight
        if self._alias_nodes > self._limits.alias_nodes:
            raise DiagnosticError(too_many_aliases(self._source.span(start, end), self._limits))
        return node

    def _bad_alias(self, name: str, opened: _Open | None, start: int, end: int) -> Diagnostic:
        span, name = self._source.span(start, end), shortened(name)
        if opened is not None:
            first = Related("which begins here", self._source.span(opened.start, opened.start + 1))
            message = f"`*{name}` stands inside the value that it names"
            return codes.BAD_ALIAS.at(span, message, hint="a value cannot contain itself", related=[first])
        hint = did_you_mean(name, self._anchors) if self._anchors else "a text that starts with `*` needs quotes"
        return codes.BAD_ALIAS.at(span, f"`*{name}` has no anchor: nothing above is marked `&{name}`", hint=hint)

    def _judge_document(self, event: Any) -> None:
        if event.__class__ is DocumentStartEvent and self._roots:
            raise DiagnosticError(self._second_document(event))

    def _second_document(self, event: Any) -> Diagnostic:
        return codes.SEVERAL_DOCUMENTS.at(
            self._source.span(event.start_mark.index, event.end_mark.index),
            "a second document begins here",
            hint="keep one document a file; quote a text that starts with `---`",
        )

    def _out_of_range(self, start: int, end: int, error: ValueError) -> Diagnostic:
        return codes.NUMBER_OUT_OF_RANGE.at(
            self._source.span(start, end), str(error), hint="quote it to keep it as text"
        )

    def _foreign_blank(self, text: str, start: int) -> Diagnostic:
        width = len(text) - len(text.lstrip())
        return codes.TAB_INDENTATION.at(
            self._source.span(start, start + width),
            f"a blank of another kind (U+{ord(text[0]):04X}) stands before `{shortened(text.lstrip())}`",
            hint="YAML indents with ordinary blanks only: replace it",
        )


def _last_scalar(node: Node) -> ScalarNode | None:
    while not isinstance(node, ScalarNode):
        children = node.items if isinstance(node, SequenceNode) else [entry.value for entry in node.entries[-1:]]
        if not children:
            return None
        node = children[-1]
    return node if node.start < node.end else None
