"""What the keys of a map must be: scalars, not empty, each once, and no merge key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..source import Diagnostic, Related, SourceText
from ..source.codes import syntax as codes
from .nodes import Entry, Node, ScalarNode, ScalarStyle

JINJA = re.compile(r"(?P<template>\{\{(?P<inner>[^{}\r\n]*)\}\})(?P<rest>[^\s,\[\]{}]*)")


def entries_of(
    children: list[Node], source: SourceText, is_flow: bool, diagnostics: list[Diagnostic]
) -> tuple[Entry, ...]:
    """The entries of a map from its keys and values in turn. Adds a diagnostic for each entry left out."""
    keys = children[::2]
    names = {key.text for key in keys if key.__class__ is ScalarNode}
    is_clean = len(names) == len(keys) and "<<" not in names and "" not in names
    entries = tuple(map(Entry, keys, children[1::2]))  # type: ignore[arg-type]
    if is_clean and not is_flow:
        return entries
    return tuple(_judged(entries, source, is_flow, diagnostics))


def _judged(
    entries: tuple[Entry, ...], source: SourceText, is_flow: bool, diagnostics: list[Diagnostic]
) -> Iterator[Entry]:
    first: dict[str, ScalarNode] = {}
    for entry in entries:
        if (diagnostic := _bad_key(entry, source, is_flow)) is not None:
            diagnostics.append(diagnostic)
        elif (earlier := first.setdefault(entry.key.text, entry.key)) is not entry.key:
            diagnostics.append(_duplicate(entry.key, earlier))
        else:
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
    value = entry.value
    if is_flow and ":" in key.text and isinstance(value, ScalarNode) and value.start == value.end:
        name, _, rest = key.text.partition(":")
        if name and rest:
            return codes.MISSING_BLANK.at(
                key.span,
                f"a blank is missing after `{name}:`",
                hint=f"write `{name}: {rest}`, or quote the whole key",
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
        f"`{written}` is not a template here",
        hint=f'write `"${{{{ {found["inner"].strip()} }}}}{found["rest"]}"`, in quotes',
    )


def _duplicate(key: ScalarNode, earlier: ScalarNode) -> Diagnostic:
    first, again = earlier.span, key.span
    return codes.DUPLICATE_KEY.at(
        again,
        f"the key `{key.text}` stands twice in this map, on line {first.line} and on line {again.line}",
        hint="remove one of the two; other YAML readers would silently keep the last",
        label="again here",
        related=[Related("first here", first)],
    )
