"""Text to located nodes, under limits, with every mistake as a diagnostic."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceText
from ..source.codes import syntax as codes
from .limits import Limits, too_large
from .nodes import Node
from .read import forbidden_character

# libyaml compares each %TAG directive with all before it; a file of them would keep it busy for hours.
_TAG_DIRECTIVE = re.compile(r"^%TAG\b", re.MULTILINE)

MAX_DIAGNOSTICS = 50


@dataclass(frozen=True, slots=True)
class Composed:
    """`node` is None for an empty file, and where the text is not YAML; the diagnostics tell these apart.

    With a node and diagnostics (a duplicate key, a tag), the node has what could be read, so that a caller can look
    for further mistakes; it must not be run.
    """

    node: Node | None
    diagnostics: tuple[Diagnostic, ...]


def compose(source: SourceText, limits: Limits = Limits()) -> Composed:  # noqa: B008 (frozen)
    """The one document of `source`. Never raises for what the text says."""
    try:
        _refuse(source, limits)
    except DiagnosticError as error:
        return Composed(None, error.diagnostics)
    return compose_events(source, limits)


def _readable(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each once, in the order of the file, and no more than a person reads."""
    ordered = sorted(dict.fromkeys(diagnostics), key=lambda each: (each.span.line, each.span.column))
    more = len(ordered) - MAX_DIAGNOSTICS
    if more > 0:
        rest = codes.NOT_YAML.at(ordered[MAX_DIAGNOSTICS].span, f"{more:,} more mistakes stand here and below")
        ordered[MAX_DIAGNOSTICS:] = [rest]
    return tuple(ordered)


def compose_events(source: SourceText, limits: Limits, *, pure: bool | None = None) -> Composed:
    """`compose` without the first checks; `pure` chooses the parser written in Python."""
    # PyYAML takes 20 ms to import: a run whose files are all in the cache does without it.
    from .builder import Builder
    from .native import MarkedYAMLError, event_parser

    builder = Builder(source, limits)
    try:
        node = builder.build(event_parser(source.text, pure=pure))
    except DiagnosticError as error:
        return Composed(None, _readable((*builder.diagnostics, *error.diagnostics)))
    except MarkedYAMLError as error:
        from .mistakes import Trouble, explain  # for a file with a mistake only

        trouble = Trouble.of(source, error, builder.last_scalar, builder.is_in_flow)
        return Composed(None, _readable((*builder.diagnostics, explain(trouble))))
    return Composed(node, _readable(builder.diagnostics) if builder.diagnostics else ())


def _refuse(source: SourceText, limits: Limits) -> None:
    """What must not reach the parser. Raises DiagnosticError."""
    text = source.text
    if len(text) > limits.size_bytes:
        raise DiagnosticError(
            too_large(source.file, f"{len(text):,} characters; at most {limits.size_bytes:,} are read")
        )
    if (diagnostic := forbidden_character(source)) is not None:
        raise DiagnosticError(diagnostic)
    if "%TAG" in text and (found := _TAG_DIRECTIVE.search(text)) is not None:
        message = "tags of one's own are not read, so a `%TAG` directive has no use"
        raise DiagnosticError(codes.REFUSED_TAG.at(source.span(*found.span()), message, hint="remove this line"))
