"""Events to located nodes.

Nothing recurses, neither here nor in the parser: nesting is counted event by event, so that a file of brackets is
refused after a hundred of them (PyYAML's own composer ends the process at some ten thousand).
"""

from __future__ import annotations

from typing import Any

from ..source import Diagnostic, DiagnosticError, Related, SourceText, did_you_mean
from ..source.codes import syntax as codes
from .keys import entries_of
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
from .nodes import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode
from .properties import COLLECTION_TAGS, bad_tag, content_start, tagged_value
from .scalars import TYPED_FIRST, NumberOutOfRangeError, resolve_plain

_STYLES = {
    None: ScalarStyle.PLAIN,
    "": ScalarStyle.PLAIN,
    "'": ScalarStyle.SINGLE,
    '"': ScalarStyle.DOUBLE,
    "|": ScalarStyle.LITERAL,
    ">": ScalarStyle.FOLDED,
}
_PLAIN, _LITERAL, _FOLDED = ScalarStyle.PLAIN, ScalarStyle.LITERAL, ScalarStyle.FOLDED


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
        self.last_scalar: ScalarNode | None = None
        self._source = source
        self._limits = limits
        self._stack: list[_Open] = []
        # An anchor's node and how many nodes it stands for; or its collection, while that is open.
        self._anchors: dict[str, tuple[Node, int] | _Open] = {}
        self._alias_nodes = 0
        self._nodes = 0

    @property
    def is_in_flow(self) -> bool:
        return bool(self._stack) and self._stack[-1].is_flow

    def build(self, parser: EventParser) -> Node | None:
        """The document, None when there is none. Raises DiagnosticError when a limit is passed."""
        next_event = parser.get_event
        roots: list[Node] = []
        children = roots
        node: Node
        end = 0
        while (event := next_event()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                node = self._scalar(event)
                end = node.end
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node, end = self._close(event, end, kind is MappingEndEvent)
                children = self._stack[-1].children if self._stack else roots
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                children = self._open(event, kind is MappingStartEvent)
                continue
            elif kind is AliasEvent:
                node, end = self._alias(event), event.end_mark.index
            elif kind is DocumentStartEvent and roots:
                raise DiagnosticError(self._second_document(event))
            else:
                continue
            children.append(node)
            self._nodes += 1
            if self._nodes > self._limits.nodes:
                raise DiagnosticError(too_many_nodes(node.span, self._limits))
        return roots[0] if roots else None

    def _scalar(self, event: Any) -> ScalarNode:
        text: str = event.value
        style = _STYLES[event.style]
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            return self._marked_scalar(event, style, start, end)
        if style is not _PLAIN:
            if style is _LITERAL or style is _FOLDED:
                end = self._block_end(start, end)
            node = ScalarNode(text, text, style, self._source, start, end)
        elif text and text[0] not in TYPED_FIRST:
            if text[0] > "~" and text[0].isspace():
                self.diagnostics.append(self._foreign_blank(text, start))
            node = ScalarNode(text, text, style, self._source, start, end)
        else:
            node = ScalarNode(self._typed(text, start, end), text, style, self._source, start, end)
            if not text:
                return node
        self.last_scalar = node
        return node

    def _marked_scalar(self, event: Any, style: ScalarStyle, start: int, end: int) -> ScalarNode:
        if style is _LITERAL or style is _FOLDED:
            end = self._block_end(start, end)
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
        self.last_scalar = node
        return node

    def _typed(self, text: str, start: int, end: int) -> str | int | float | bool | None:
        try:
            return resolve_plain(text)
        except NumberOutOfRangeError as error:
            self.diagnostics.append(self._out_of_range(start, end, error))
            return text

    def _block_end(self, start: int, end: int) -> int:
        """The end of a text block's last line with something on it; the parser's mark is on the next value."""
        text = self._source.text
        filled = start + len(text[start:end].rstrip(" \t\r\n"))
        rest = text[filled:end]
        return filled + len(rest) - len(rest.lstrip(" \t"))

    def _open(self, event: Any, is_mapping: bool) -> list[Node]:
        source, start, text_end = self._source, event.start_mark.index, len(self._source.text)
        if len(self._stack) >= self._limits.depth:
            raise DiagnosticError(too_deep(source.span(start, start + 1), self._limits))
        if event.tag not in COLLECTION_TAGS[is_mapping]:
            self.diagnostics.append(bad_tag(source, start, text_end))
        if event.anchor is not None or event.tag is not None:
            start = content_start(source, start, text_end)
        opened = _Open(start, event.flow_style, event.anchor, self._nodes + self._alias_nodes)
        if event.anchor is not None:
            self._anchors[event.anchor] = opened
        self._stack.append(opened)
        return opened.children

    def _close(self, event: Any, end: int, is_mapping: bool) -> tuple[Node, int]:
        opened = self._stack.pop()
        if opened.is_flow:
            end = event.end_mark.index
        node: Node
        if is_mapping:
            entries = entries_of(opened.children, self._source, opened.is_flow, self.diagnostics)
            node = MappingNode(entries, self._source, opened.start, end)
        else:
            node = SequenceNode(tuple(opened.children), self._source, opened.start, end)
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
        span = self._source.span(start, end)
        if opened is not None:
            first = Related("which begins here", self._source.span(opened.start, opened.start + 1))
            message = f"`*{name}` stands inside the value that it names"
            return codes.BAD_ALIAS.at(span, message, hint="a value cannot contain itself", related=[first])
        hint = did_you_mean(name, self._anchors) if self._anchors else "a text that starts with `*` needs quotes"
        return codes.BAD_ALIAS.at(span, f"`*{name}` has no anchor: nothing above is marked `&{name}`", hint=hint)

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
            f"a blank of another kind (U+{ord(text[0]):04X}) stands before `{text.lstrip()[:40]}`",
            hint="YAML indents with ordinary blanks only: replace it",
        )
