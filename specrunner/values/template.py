"""Templates: scalars with `${{ expression }}` in them. What they render is a value and is never read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceSpan
from ..source.codes import values as codes
from ..syntax import MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode, span_within
from .errors import EvaluationError
from .expression import NO_SCOPE, Expression, Reference, compile_expression
from .failure import Failure, OperandError
from .kinds import BYTES, LIST, MAP, NULL, kind_words
from .limits import MAX_TEXT
from .missing import MISSING
from .scanner import Piece, scan
from .scope import Scope
from .spelling import settle, spell

Render: TypeAlias = Callable[[Scope], object]

_BARE: Final = re.compile(r"(?<!\$)\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\}\}")
_PLAIN: Final = frozenset((str, int, bool, type(None)))


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A scalar that is worked out when it is needed.

    `constant` is its value when nothing outside its text decides it, else MISSING. `expects` judges the rendered
    value: it returns the accepted value or raises ValueError with a sentence.
    """

    node: ScalarNode
    expressions: tuple[Expression, ...]
    is_lone: bool
    constant: object
    run: Render
    expects: Callable[[object], object] | None = None

    @property
    def text(self) -> str:
        """The scalar as written, escapes of YAML resolved."""
        return self.node.text

    @property
    def span(self) -> SourceSpan:
        return self.node.span

    @property
    def references(self) -> tuple[Reference, ...]:
        """Everything it reads of the scope, in the order of the text."""
        return tuple(reference for expression in self.expressions for reference in expression.references)

    def expecting(self, check: Callable[[object], object]) -> Template:
        """This template, with its rendered value judged by `check`."""
        return replace(self, expects=check)

    def render(self, scope: Scope) -> object:
        """The value: of any type when the expression stands alone, else text. Raises EvaluationError.

        Times and durations come out as text (RFC 3339, `90s`).
        """
        value = self.run(scope)
        return value if self.expects is None else self._accepted(value)

    def _accepted(self, value: object) -> object:
        assert self.expects is not None
        try:
            return self.expects(value)
        except ValueError as error:
            raise EvaluationError(codes.UNFIT_VALUE.at(self.node.span, str(error))) from None


def compile_template(node: ScalarNode) -> Template | None:
    """The template in a scalar, None when there is no `${{` in it. Raises DiagnosticError with all mistakes."""
    if "${{" not in node.text:
        return None
    pieces, problems = scan(node.text)
    diagnostics = [problem.diagnostic(lambda start, end: span_within(node, start, end)) for problem in problems]
    parts: list[str | Expression] = []
    is_lone = len(pieces) == 1 or (len(pieces) == 2 and _is_line_end(node, pieces[1]))
    for piece in pieces:
        if not piece.is_expression:
            parts.append(piece.text)
            continue
        try:
            parts.append(_expression(node, piece, is_lone=is_lone))
        except DiagnosticError as error:
            diagnostics.extend(error.diagnostics)
    if diagnostics:
        raise DiagnosticError(*diagnostics)
    expressions = tuple(part for part in parts if isinstance(part, Expression))
    is_lone = is_lone and bool(expressions)
    run = _lone_run(expressions[0]) if is_lone else _text_run(tuple(parts))
    constant: object = MISSING
    if all(expression.constant is not MISSING for expression in expressions):
        constant = _constant(run)
        run = _constant_run(constant)
    return Template(node, expressions, is_lone, constant, run)


def _is_line_end(node: ScalarNode, piece: Piece) -> bool:
    """Whether a block scalar has nothing but its last line break behind the expression."""
    return (
        node.style in (ScalarStyle.LITERAL, ScalarStyle.FOLDED) and not piece.is_expression and not piece.text.strip()
    )


def _expression(node: ScalarNode, piece: Piece, *, is_lone: bool) -> Expression:
    def place(start: int, end: int) -> SourceSpan:
        return span_within(node, piece.start + start, piece.start + end)

    expression = compile_expression(piece.text, place)
    kinds = expression.program.kinds
    if not is_lone and not kinds & ~(NULL | LIST | MAP | BYTES):
        span = expression.locate(0, len(piece.text))
        hint = "write `json(...)`, or leave the template alone in its scalar"
        raise DiagnosticError(codes.NOT_TEXTUAL.at(span, f"{kind_words(kinds)} cannot stand inside text", hint=hint))
    return expression


def _lone_run(expression: Expression) -> Render:
    program, locate = expression.program, expression.locate
    run, is_deep = program.run, program.builds

    def render(scope: Scope) -> object:
        try:
            value = run(scope)
            if type(value) in _PLAIN:
                return value
            return settle(value, is_deep=is_deep)
        except Failure as failure:
            raise failure.evaluation_error(locate) from None
        except OperandError as error:
            span = locate(0, len(program.text))
            raise EvaluationError(error.code.at(span, error.message, hint=error.hint)) from None

    return render


def _text_run(parts: tuple[str | Expression, ...]) -> Render:
    def render(scope: Scope) -> object:
        text = "".join([part if isinstance(part, str) else _spelled(part, scope) for part in parts])
        if len(text) > MAX_TEXT:
            expression = next(part for part in parts if isinstance(part, Expression))
            message = f"this would build a text of {len(text):,} characters; 10 MiB are allowed"
            raise EvaluationError(codes.EVALUATION_LIMIT.at(expression.locate(0, len(expression.text)), message))
        return text

    return render


def _spelled(expression: Expression, scope: Scope) -> str:
    value = expression.evaluate(scope)
    if type(value) is str:
        return value
    try:
        return spell(value)
    except OperandError as error:
        span = expression.locate(0, len(expression.text))
        raise EvaluationError(error.code.at(span, error.message, hint=error.hint)) from None


def _constant(run: Render) -> object:
    try:
        return run(NO_SCOPE)
    except EvaluationError as error:
        raise DiagnosticError(error.diagnostic) from None


def _constant_run(value: object) -> Render:
    return lambda scope: value


def _broken_run(error: DiagnosticError) -> Render:
    def render(scope: Scope) -> object:
        raise EvaluationError(error.diagnostics[0])

    return render


def bare_braces(node: ScalarNode) -> list[Diagnostic]:
    """A warning for each `{{ name }}` that lacks its dollar and is therefore plain text."""
    if "{{" not in node.text:
        return []
    found = []
    for match in _BARE.finditer(node.text):
        span = span_within(node, match.start(), match.end())
        message = f"`{match.group()}` is plain text"
        found.append(
            codes.BARE_BRACES.at(span, message, hint=f"a template has a dollar: `${{{{ {match.group(1)} }}}}`")
        )
    return found


def templated(node: Node) -> tuple[object, list[Diagnostic]]:
    """A node as plain maps, lists and scalars, with a Template at each leaf that is one; and what is wrong with them.

    A leaf with mistakes stands there as a template that reads nothing. It fits wherever one may stand, so that what
    is wrong with it is said once.
    """
    diagnostics: list[Diagnostic] = []
    return _templated(node, diagnostics), diagnostics


def _templated(node: Node, diagnostics: list[Diagnostic]) -> object:
    if isinstance(node, ScalarNode):
        if "{{" not in node.text:
            return node.value
        return _templated_scalar(node, diagnostics)
    if isinstance(node, SequenceNode):
        return [_templated(item, diagnostics) for item in node.items]
    return _templated_map(node, diagnostics)


def _templated_scalar(node: ScalarNode, diagnostics: list[Diagnostic]) -> object:
    diagnostics.extend(bare_braces(node))
    try:
        template = compile_template(node)
    except DiagnosticError as error:
        diagnostics.extend(error.diagnostics)
        return Template(node, (), is_lone=True, constant=MISSING, run=_broken_run(error))
    return node.value if template is None else template


def _templated_map(node: MappingNode, diagnostics: list[Diagnostic]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for entry in node.entries:
        if "${{" in entry.key.text:
            hint = "keep the key fixed, and compute its value"
            diagnostics.append(codes.TEMPLATE_KEY.at(entry.key.span, "a template cannot be a key", hint=hint))
        plain[entry.name] = _templated(entry.value, diagnostics)
    return plain
