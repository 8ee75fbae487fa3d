"""What `save` takes from an answer."""

from __future__ import annotations

from collections.abc import Callable

from ..events import Exchange
from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceSpan, did_you_mean
from ..source.codes import checks as codes
from ..syntax import MappingNode, Node, ScalarNode, span_within
from ..values import (
    MISSING,
    EvaluationError,
    Reference,
    Regex,
    Scope,
    compile_regex,
    compile_render,
    describe,
    templated,
    templates_in,
)
from .subject import SubjectTable
from .target import Target, compile_target
from .view import ExchangeView

_KEYS = ("from", "match", "secret", "default")


@dataclass(frozen=True, slots=True)
class Reading:
    """A value to save, compiled. `is_secret`: it is masked in every output from then on.

    `default` is MISSING when there is none; `references` are those of templates in it.
    """

    span: SourceSpan
    target: Target
    table: SubjectTable
    regex: Regex | None = None
    is_secret: bool = False
    default: object = MISSING
    render_default: Callable[[Scope], object] | None = None
    references: tuple[Reference, ...] = ()

    def read(self, exchange: Exchange | ExchangeView, scope: Scope | None = None) -> object:
        """The value, with its type; raises EvaluationError when there is none and no default.

        `scope` renders a default that holds templates, and is needed for nothing else.
        """
        view = exchange if isinstance(exchange, ExchangeView) else ExchangeView(exchange, self.table)
        value = self.target.read(view)
        if value is MISSING or (self.target.about.is_plural and not value):
            return self._instead(*self._absence(value, view), scope)
        if self.regex is None:
            return value
        if not isinstance(value, str):
            message = f"`match` reads text, and {self.target.text} is {describe(value)}"
            raise EvaluationError(codes.NOTHING_TO_SAVE.at(self.span, message))
        match = self.regex.search(value)
        found = None if match is None else match.group(self.regex.group_count)
        if found is None:
            return self._instead(f"`{self.regex.pattern}` is not found in {describe(value)}", None, scope)
        return found

    def _absence(self, value: object, view: ExchangeView) -> tuple[str, str | None]:
        if value is MISSING:
            absence = self.target.absence(view)
            return absence.explanation, absence.hint
        return f"{self.target.text} finds nothing", "`default: []` says that nothing is fine"

    def _instead(self, message: str, hint: str | None, scope: Scope | None) -> object:
        if self.default is MISSING:
            raise EvaluationError(codes.NOTHING_TO_SAVE.at(self.span, message, hint=hint))
        if self.render_default is None:
            return self.default
        if scope is None:
            raise TypeError("a default with templates needs a scope")
        return self.render_default(scope)


def compile_reading(node: Node, subjects: SubjectTable) -> tuple[Reading | None, list[Diagnostic]]:
    """What stands under a name of `save`, compiled; None when it is too wrong for that."""
    diagnostics: list[Diagnostic] = []
    try:
        if isinstance(node, MappingNode):
            return _compile_map(node, subjects, diagnostics), diagnostics
        return Reading(node.span, _target(node, subjects), subjects), diagnostics
    except DiagnosticError as error:
        return None, [*diagnostics, *error.diagnostics]


def _target(node: Node, subjects: SubjectTable) -> Target:
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        found = describe(node.value) if isinstance(node, ScalarNode) else "a list"
        hint = "write `$.id`, `headers.location`, or `{from: $.id, default: ...}`"
        message = f"a value to save is a subject or a path, not {found}"
        raise DiagnosticError(codes.BAD_READING.at(node.span, message, hint=hint))
    return compile_target(node.text, lambda start, end: span_within(node, start, end), subjects)


def _compile_map(node: MappingNode, subjects: SubjectTable, diagnostics: list[Diagnostic]) -> Reading:
    for entry in node:
        if entry.name not in _KEYS:
            message = f"unknown key `{entry.name}`"
            hint = did_you_mean(entry.name, _KEYS)
            raise DiagnosticError(codes.BAD_READING.at(entry.key.span, message, hint=hint))
    source = node.get("from")
    if source is None:
        hint = "add `from: $.id`, or another subject"
        raise DiagnosticError(codes.BAD_READING.at(node.span, "`from` is missing", hint=hint))
    default, render, references = _default(node.get("default"), diagnostics)
    return Reading(
        span=source.span,
        target=_target(source, subjects),
        table=subjects,
        regex=_regex(node.get("match")),
        is_secret=_flag(node.get("secret")),
        default=default,
        render_default=render,
        references=references,
    )


def _default(
    node: Node | None, diagnostics: list[Diagnostic]
) -> tuple[object, Callable[[Scope], object] | None, tuple[Reference, ...]]:
    if node is None:
        return MISSING, None, ()
    tree, problems = templated(node)
    diagnostics.extend(problems)
    references = tuple(reference for template in templates_in(tree) for reference in template.references)
    return tree, compile_render(tree), references


def _regex(node: Node | None) -> Regex | None:
    if node is None:
        return None
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        raise DiagnosticError(codes.BAD_READING.at(node.span, "`match` is a regular expression"))
    regex = compile_regex(node.text, node.span)
    if regex.group_count > 1:
        message = f"`match` has {regex.group_count} groups, and one value is saved"
        hint = "keep one group; `(?:...)` groups without capturing"
        raise DiagnosticError(codes.BAD_READING.at(node.span, message, hint=hint))
    return regex


def _flag(node: Node | None) -> bool:
    if node is None:
        return False
    if not isinstance(node, ScalarNode) or not isinstance(node.value, bool):
        raise DiagnosticError(codes.BAD_READING.at(node.span, "`secret` is `true` or `false`"))
    return node.value
