"""Matchers, compiled: from the right side of a check to criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, PluginError, SourceSpan, did_you_mean, has_errors, nearest
from ..source.codes import checks as codes
from ..syntax import Entry, MappingNode, Node, ScalarNode, key_span, locate, plain
from ..values import (
    MISSING,
    EvaluationError,
    Reference,
    Scope,
    Template,
    compile_render,
    describe,
    templated,
    templates_in,
)
from .contradiction import Sibling, contradictions
from .mismatch import NOTHING, Mismatch
from .operator import About, Binding, Criterion, OperandError, Operator
from .other_words import OTHER_OPERATORS
from .quantity import TYPE_NOUNS
from .written import written

ALLOW_EMPTY = "allow_empty"


@dataclass(frozen=True, slots=True)
class FileOperand:
    """A file that an operand names. `check` raises OperandError for a content that the operator cannot take."""

    name: str
    span: SourceSpan
    check: Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """One operator of a matcher, compiled. `span` holds the operator with its operand."""

    name: str
    span: SourceSpan
    binding: Binding
    takes_missing: bool = False


@dataclass(slots=True)
class Found:
    """What compiling the checks of one map gathers."""

    diagnostics: list[Diagnostic]
    references: list[Reference]
    files: list[FileOperand]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles matchers about one value; the inner ones of an operand get a compiler about theirs."""

    operators: Mapping[str, Operator]
    found: Found
    about: About

    def operand(self, node: Node) -> object:
        tree, diagnostics = templated(node)
        if has_errors(diagnostics):
            # What a broken template would have given is not judged as well.
            raise DiagnosticError(*diagnostics)
        self.found.diagnostics.extend(diagnostics)
        for template in templates_in(tree):
            self.found.references.extend(template.references)
        if isinstance(tree, Template) and tree.constant is not MISSING:
            return tree.constant
        return tree

    def bind(self, node: Node, prepare: Callable[[object, About], Criterion]) -> Binding:
        tree = self.operand(node)
        render = compile_render(tree)
        if render is None:
            try:
                return _located(prepare(tree, self.about), node)
            except OperandError as error:
                raise DiagnosticError(_operand_diagnostic(error, node)) from None
        about = replace(self.about, is_rendered=True)

        def bound(scope: Scope) -> Criterion:
            try:
                return _located(prepare(render(scope), about), node)
            except OperandError as error:
                raise EvaluationError(_rendered_diagnostic(error, node)) from None
            except EvaluationError:
                raise
            except DiagnosticError as error:
                raise EvaluationError(error.diagnostics[0]) from None

        return bound

    def matcher(self, node: Node, about: About) -> Binding:
        return combined(replace(self, about=about).criteria(node, node.span))

    def file_operand(self, node: ScalarNode, check: Callable[[bytes], None]) -> None:
        self.found.files.append(FileOperand(node.text, node.span, check))

    def criteria(self, node: Node, span: SourceSpan) -> tuple[NamedCriterion, ...]:
        """Every operator of a matcher; a bare value is `eq`, and `span` then its place. Diagnostics are gathered."""
        if not isinstance(node, MappingNode):
            return self._one("eq", span, node, allows_empty=False)
        if not self._holds_operators(node):
            return ()
        allows_empty = self._allows_empty(node)
        found: list[NamedCriterion] = []
        literal: list[Sibling] = []
        entries = [entry for entry in node if entry.name in self.operators]
        for entry in entries:
            compiled = self._one(entry.name, _entry_span(entry), entry.value, allows_empty=allows_empty)
            found += compiled
            if len(entries) > 1 and compiled and isinstance(compiled[0].binding, Criterion):
                literal.append(Sibling(entry, plain(entry.value), compiled[0].binding))
        if len(entries) > 1:
            self.found.diagnostics.extend(contradictions(entries, literal, self.about))
        return tuple(found)

    def _one(self, name: str, span: SourceSpan, node: Node, *, allows_empty: bool) -> tuple[NamedCriterion, ...]:
        try:
            operator = self.operators[name]
            self._refuse_clash(operator, span)
            binding = operator.compile(node, self)
        except OperandError as error:
            self.found.diagnostics.append(_operand_diagnostic(error, node))
            return ()
        except DiagnosticError as error:
            self.found.diagnostics.extend(error.diagnostics)
            return ()
        except PluginError as error:
            self.found.diagnostics.append(error.at(span))
            return ()
        if operator.needs_elements and not allows_empty:
            binding = _with_elements(binding, self.about)
        return (NamedCriterion(name, span, binding, operator.takes_missing),)

    def _refuse_clash(self, operator: Operator, span: SourceSpan) -> None:
        about = self.about
        if not operator.judges or about.type == "any" or about.type in operator.judges:
            return
        hint: str | None
        if about.is_plural:
            message = (
                f"`{about.subject}` may find several values, so it gives a list; `{operator.name}` judges one value"
            )
            hint = f"write `each: {{{operator.name}: ...}}`, or `any`"
        else:
            hint = _DATE_HINT if about.type == "date" else None
            kinds = " or ".join(sorted(TYPE_NOUNS[type_] for type_ in operator.judges if type_ in _NAMED_TYPES))
            message = f"`{about.subject}` is {TYPE_NOUNS[about.type]}; `{operator.name}` judges {kinds}"
        raise DiagnosticError(codes.TYPE_CLASH.at(span, message, hint=hint))

    def _holds_operators(self, node: MappingNode) -> bool:
        if not node.entries:
            hint = "`eq: {}` wants an empty map; `type: map` any map"
            self.found.diagnostics.append(codes.NO_CHECKS.at(node.span, "an empty map asks nothing", hint=hint))
            return False
        unknown = [entry for entry in node if entry.name not in self.operators and entry.name != ALLOW_EMPTY]
        if not unknown:
            return True
        is_tree = len(unknown) == len(node.entries) and not any(self._meant(entry.name) for entry in unknown)
        if is_tree:
            message = f"`{written(node, 40)}` is a map without operators"
            hint = "`eq: {...}` wants exactly this map, `like: {...}` these keys and allows others"
            self.found.diagnostics.append(codes.NO_OPERATOR.at(node.span, message, hint=hint))
            return False
        for entry in unknown:
            message = f"unknown operator `{entry.name}`"
            meant = self._meant(entry.name) or did_you_mean(entry.name, self.operators, limit=60)
            self.found.diagnostics.append(codes.UNKNOWN_OPERATOR.at(entry.key.span, message, hint=meant))
        return True

    def _meant(self, name: str) -> str | None:
        if (known := OTHER_OPERATORS.get(name.lower().replace("-", "_"))) is not None:
            return f"did you mean `{known}`?"
        near = nearest(name, self.operators)
        return f"did you mean `{near}`?" if near is not None else None

    def _allows_empty(self, node: MappingNode) -> bool:
        entry = node.entry(ALLOW_EMPTY)
        if entry is None:
            return False
        takers = [name for name, operator in self.operators.items() if operator.needs_elements]
        if not any(name in takers for name in node.names()):
            message = "`allow_empty` stands beside an operator that goes through the elements of a list"
            hint = "these do: " + ", ".join(f"`{name}`" for name in takers)
            self.found.diagnostics.append(codes.BAD_OPERAND.at(entry.key.span, message, hint=hint))
        value = entry.value.value if isinstance(entry.value, ScalarNode) else None
        if not isinstance(value, bool):
            message = "`allow_empty` is `true` or `false`"
            self.found.diagnostics.append(codes.BAD_OPERAND.at(entry.value.span, message))
        return value is True


_DATE_HINT = "dates are compared with `before`, `after` and `within_last`"
# The types with a word of their own in messages; units are numbers to whoever reads them.
_NAMED_TYPES = ("text", "integer", "number", "list", "map", "date", "boolean")


def _located(criterion: Criterion, node: Node) -> Criterion:
    """The criterion, whose mismatches tell the line of a large operand that they are about."""
    if isinstance(node, ScalarNode):
        return criterion
    inner = criterion.judge

    def judge(value: object, scope: Scope) -> Mismatch | None:
        mismatch = inner(value, scope)
        if mismatch is None or not mismatch.operand_path or mismatch.at is not None:
            return mismatch
        path = mismatch.operand_path
        return replace(mismatch, at=key_span(node, path).to(locate(node, path).span))

    return Criterion(criterion.expected, judge)


def _entry_span(entry: Entry) -> SourceSpan:
    return entry.key.span.to(entry.value.span)


def _operand_diagnostic(error: OperandError, node: Node) -> Diagnostic:
    return error.code.at(_operand_span(error, node), error.message, hint=error.hint)


def _rendered_diagnostic(error: OperandError, node: Node) -> Diagnostic:
    message = f"what the template gives does not fit here: {error.message}"
    return codes.RENDERED_OPERAND.at(_operand_span(error, node), message, hint=error.hint)


def _operand_span(error: OperandError, node: Node) -> SourceSpan:
    return key_span(node, error.path) if error.is_key else locate(node, error.path).span


def _with_elements(binding: Binding, about: About) -> Binding:
    if not isinstance(binding, Criterion):
        return lambda scope: _criterion_with_elements(binding(scope), about)
    return _criterion_with_elements(binding, about)


def _criterion_with_elements(criterion: Criterion, about: About) -> Criterion:
    inner = criterion.judge
    reason = f"`{about.subject}` finds nothing" if about.is_plural else "the list is empty"
    empty = Mismatch(
        f"{reason}, so there is nothing to check",
        hint="`allow_empty: true` beside the operator says that nothing is fine",
        is_clash=True,
    )

    def judge(value: object, scope: Scope) -> Mismatch | None:
        if not value and isinstance(value, list | tuple):
            return empty
        return inner(value, scope)

    return Criterion(criterion.expected, judge)


def combined(criteria: Iterable[NamedCriterion]) -> Binding:
    """One binding that holds when all of them hold."""
    parts = tuple(criteria)
    fixed = tuple((part, part.binding) for part in parts if isinstance(part.binding, Criterion))
    if len(fixed) == len(parts):
        return _all_of(fixed)
    return lambda scope: _all_of(tuple((part, bound(part.binding, scope)) for part in parts))


def bound(binding: Binding, scope: Scope) -> Criterion:
    """The criterion itself, its templates rendered; raises EvaluationError."""
    return binding if isinstance(binding, Criterion) else binding(scope)


def _all_of(parts: tuple[tuple[NamedCriterion, Criterion], ...]) -> Criterion:
    asked = tuple((part.takes_missing, part.span, criterion) for part, criterion in parts)

    def judge(value: object, scope: Scope) -> Mismatch | None:
        clash: Mismatch | None = None
        for takes_missing, span, criterion in asked:
            mismatch = NOTHING if value is MISSING and not takes_missing else criterion.judge(value, scope)
            if mismatch is None:
                continue
            if mismatch.at is None:
                mismatch = replace(mismatch, at=span)
            # A plain no settles the whole; what could not be judged settles it only when nothing else does.
            if not mismatch.is_clash:
                return mismatch
            clash = clash or mismatch
        return clash

    return Criterion(" and ".join(criterion.expected for _, _, criterion in asked), judge)


def literal_text(node: Node, what: str) -> ScalarNode:
    """The scalar that a fixed operand must be; raises OperandError."""
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        return node
    found = describe(node.value) if isinstance(node, ScalarNode) else "this"
    raise OperandError(f"{found} is not {what}")
