"""What the keys of a map must be: scalars, not empty, each once, and no merge key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..source import Diagnostic, Related, SourceText
from ..source.codes import syntax as codes
from .nodes import Entry, Node, ScalarNode, ScalarStyle
from .wording import quoted, shortened

JINJA = re.compile(r"(?P<template>\{\{(?P<inner>[^{}\r\n]*)\}\})(?P<rest>[^\s,\[\]{}]*)")
_FLOW_QUESTION = re.compile(r"[{\[,]\s*\?\S")


class KeyJudge:
    """Makes the entries of maps. Adds a diagnostic for each entry that it leaves out."""

    def __init__(self, source: SourceText, diagnostics: list[Diagnostic]) -> None:
        self._source = source
        self._diagnostics = diagnostics
        self._has_question = "?" in source.text and _FLOW_QUESTION.search(source.text) is not None

    def entries(self, children: list[Node], is_flow: bool) -> tuple[Entry, ...]:
        """The entries of a map from its keys and values in turn."""
        keys = children[::2]
        names = {key.text for key in keys if key.__class__ is ScalarNode}
        entries = tuple(map(Entry, keys, children[1::2]))  # type: ignore[arg-type]
        if len(names) != len(keys) or "<<" in names or "" in names:
            return tuple(self._judged(entries, is_flow))
        if is_flow and (self._has_question or ":" in "".join(names)):
            return tuple(self._judged(entries, is_flow))
        return entries

    def _judged(self, entries: tuple[Entry, ...], is_flow: bool) -> Iterator[Entry]:
        first: dict[str, ScalarNode] = {}
        for entry in entries:
            if (diagnostic := _bad_key(entry, self._source, is_flow)) is not None:
                self._diagnostics.append(diagnostic)
            elif (earlier := first.get(entry.key.text)) is not None:
                self._diagnostics.append(_duplicate(entry.key, earlier))
            else:
                first[entry.key.text] = entry.key
                yield entry


def _bad_key(entry: Entry, source: SourceText, is_flow: bool) -> Diagnostic | None:
    key: Node = entry.key
    if not isinstance(key, ScalarNode):
        return _not_a_word(key, source)
    if key.style is not ScalarStyle.PLAIN:
        return None
    if not key.text:
        hint = "put a name before the `:`" if source.text[key.end : key.end + 1] == ":" else "put a name here"
        return codes.BAD_KEY.at(key.span, "a key is empty", hint=hint + ', or `""` for an empty name')
    if key.text == "<<":
        return codes.MERGE_KEY.at(
            key.span,
            "`<<` does not merge maps: YAML 1.2 has no merge keys",
            hint='write the keys out, or use `defaults:` or a fragment; a key of this name is written `"<<"`',
        )
    if is_flow and source.text[key.start - 1 : key.start] == "?":
        # YAML 1.2 reads `{?a: b}` as the key `?a`, libyaml as the key `a`.
        span = source.span(key.start - 1, key.end)
        return codes.RESERVED_START.at(
            span, "a key cannot start with `?` unless it is quoted", hint=f"write `{quoted('?' + key.text)}`"
        )
    value = entry.value
    if is_flow and ":" in key.text and isinstance(value, ScalarNode) and value.start == value.end:
        name, _, rest = key.text.partition(":")
        if name and rest:
            return codes.MISSING_BLANK.at(
                key.span,
                f"a blank is missing after `{shortened(name)}:`",
                hint=f"write `{shortened(name)}: {shortened(rest)}`, or quote the whole key",
            )
    return None


def _not_a_word(key: Node, source: SourceText) -> Diagnostic:
    if (found := JINJA.match(source.text, key.start - 1)) is not None:
        return foreign_template(source, key.start - 1, found)
    what = "a list" if key.__class__.__name__.startswith("Sequence") else "a map"
    return codes.BAD_KEY.at(key.span, f"{what} cannot be a key", hint="a key is a text; quote it if it has brackets")


def foreign_template(source: SourceText, start: int, found: re.Match[str]) -> Diagnostic:
    """What to say of `{{ x }}`, found by JINJA, that starts at `start`."""
    written = found["template"]
    return codes.FOREIGN_TEMPLATE.at(
        source.span(start, start + len(written)),
        f"`{shortened(written)}` is not a template here",
        hint=f'write `"${{{{ {shortened(found["inner"].strip())} }}}}{shortened(found["rest"])}"`, in quotes',
    )


def _duplicate(key: ScalarNode, earlier: ScalarNode) -> Diagnostic:
    first, again = earlier.span, key.span
    return codes.DUPLICATE_KEY.at(
        again,
        f"the key `{shortened(key.text)}` stands twice in this map, on line {first.line} and on line {again.line}",
        hint="remove one of the two; other YAML readers would silently keep the last",
        label="again here",
        related=[Related("first here", first)],
    )
