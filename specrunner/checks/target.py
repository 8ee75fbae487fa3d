"""What a check looks at: the text on its left side, compiled.

status   headers.location   redirects[0].status   events[*].json.seq   $.lines[*].sku   jmespath(items[].id)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError, SourceSpan, did_you_mean
from ..source.codes import checks as codes
from ..values import MISSING, Match, Selector, compile_jmespath, compile_path, compile_selector
from .absence import Absence, explain_absence
from .mismatch import Path, place
from .operator import About
from .subject import Subject, SubjectTable, SubjectType, Unreadable
from .view import ExchangeView

Locate = Callable[[int, int], SourceSpan]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)
_FIRST_NAME = re.compile(r"""(?:\[[-\d:*\s]*\])*(?:\.([^.\[\]"'\s]+)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\])""")
_JMESPATH = "jmespath("


@dataclass(frozen=True, slots=True)
class Target:
    """A subject, or a path into one. `name` is the subject that it reads.

    `read` gives the value, MISSING when there is none; a path that may find several values gives their list.
    `root` is how places in the value begin (`$`), empty where the subject's name is their first key.
    """

    text: str
    name: str
    about: About
    read: Callable[[ExchangeView], object]
    root: str
    selector: Selector | None = None

    def places(self, view: ExchangeView) -> Callable[[Path], str]:
        """How the place of a path inside the value that was read is written."""
        selector = self.selector
        if selector is None or selector.keys is not None:
            keys = (self.name,) if selector is None or selector.keys is None else selector.keys
            return lambda path: place(self.root, keys + path)
        if not self.about.is_plural:
            return lambda path: place(self.text, path)
        found: list[Match] = []

        def among_several(path: Path) -> str:
            if not path or not isinstance(path[0], int):
                return place(self.text, path)
            # Selected again, with places this time: only failures need them.
            if not found:
                found.extend(selector.select(self._document(view)))
            if path[0] >= len(found):
                return place(self.text, path)
            return place(self.root, found[path[0]].keys + path[1:])

        return among_several

    def _document(self, view: ExchangeView) -> object:
        value = view.peek(self.name)
        return value if self.root else {self.name: value}

    def can_look(self, view: ExchangeView) -> bool:
        """Whether there is something that a path can look into: of a body that is no JSON, nobody can say that a
        member is not there."""
        return self.selector is None or not isinstance(view.peek(self.name), Unreadable)

    def absence(self, view: ExchangeView) -> Absence:
        """Why `read` gave MISSING."""
        value = view.peek(self.name)
        if isinstance(value, Unreadable):
            return Absence(f"nothing at {self.text}: {value}")
        if value is MISSING:
            return Absence(f"the answer has no `{self.name}`")
        if self.selector is None or self.selector.keys is None:
            return Absence(f"{self.text} finds nothing")
        return explain_absence(self._document(view), self.selector.keys, self.root)


def compile_target(text: str, locate: Locate, table: SubjectTable) -> Target:
    """The target that `text` names; raises DiagnosticError. `locate` gives the span of characters of `text`."""
    if "${{" in text:
        start = text.index("${{")
        message = "a subject cannot hold a template"
        hint = "write the path itself, or look it up in the operand with `path:`"
        raise DiagnosticError(codes.TEMPLATED_SUBJECT.at(locate(start, len(text)), message, hint=hint))
    if text.startswith("$"):
        return _document_target(text, compile_selector(text, locate), locate, table)
    if text.startswith(_JMESPATH):
        if not text.endswith(")"):
            message = "`jmespath(` is not closed"
            raise DiagnosticError(codes.UNKNOWN_SUBJECT.at(locate(0, len(text)), message, hint="end it with `)`"))
        inner = compile_jmespath(text[len(_JMESPATH) : -1], _shifted(locate, len(_JMESPATH)))
        return _document_target(text, inner, locate, table)
    return _subject_target(text, locate, table)


def _shifted(locate: Locate, offset: int) -> Locate:
    return lambda start, end: locate(start + offset, end + offset)


def _document_target(text: str, selector: Selector, locate: Locate, table: SubjectTable) -> Target:
    name = table.document
    if name is None:
        message = f"`{table.kind}` gives no JSON document that `{text}` could look into"
        raise DiagnosticError(codes.UNKNOWN_SUBJECT.at(locate(0, len(text)), message, hint=_known(table)))
    if selector.keys is not None and text.startswith("$"):
        return _place_in_document(text, name, selector)
    return _in_document(text, name, selector)


def _in_document(text: str, name: str, selector: Selector) -> Target:
    value_of = selector.value

    def read(view: ExchangeView) -> object:
        document = view.peek(name)
        if document is MISSING or isinstance(document, Unreadable):
            return MISSING
        return value_of(document)

    about = About(text) if selector.is_singular else About(text, "list", is_plural=True)
    return Target(text, name, about, read, "$", selector)


# The same few paths stand in a thousand specs. Only those that know nothing of where they are written can be shared.
_place_in_document = lru_cache(maxsize=4096)(_in_document)


def _known(table: SubjectTable) -> str:
    return did_you_mean("", table.subjects, limit=30)


def _subject_target(text: str, locate: Locate, table: SubjectTable) -> Target:
    match = _NAME.match(text)
    name = match[0] if match else text
    subject = table.subjects.get(name)
    if subject is None or match is None:
        raise DiagnosticError(_unknown_subject(text, name, locate, table))
    path = text[match.end() :]
    if not path:
        about = About(text, subject.type, item_type=_first_type(subject, None))
        return Target(text, name, about, _whole_reader(name), "")
    return _path_target(text, path, subject, locate)


def _path_target(text: str, path: str, subject: Subject, locate: Locate) -> Target:
    name = subject.name
    first = _FIRST_NAME.match(path)
    field = next((group for group in first.groups() if group is not None), None) if first else None
    if field is not None and subject.fields is not None and field not in subject.fields:
        raise DiagnosticError(_unknown_field(text, field, subject, locate))
    selector = compile_path(text, locate)
    is_leaf = first is not None and first.end() == len(path)
    found = _first_type(subject, field) if is_leaf else "any"
    about = About(text, found) if selector.is_singular else About(text, "list", is_plural=True, item_type=found)
    value_of = selector.value

    def read(view: ExchangeView) -> object:
        value = view.peek(name)
        if value is MISSING or isinstance(value, Unreadable):
            return MISSING
        return value_of({name: value})

    return Target(text, name, about, read, "", selector)


def _first_type(subject: Subject, field: str | None) -> SubjectType:
    if field is None:
        return subject.field_types.get("[]", "any")
    types = subject.field_types
    return types.get(field) or types.get(field.lower()) or types.get("*", "any")


def _whole_reader(name: str) -> Callable[[ExchangeView], object]:
    def read(view: ExchangeView) -> object:
        value = view.peek(name)
        return MISSING if isinstance(value, Unreadable) else value

    return read


def _unknown_subject(text: str, name: str, locate: Locate, table: SubjectTable) -> Diagnostic:
    message = f"`{table.kind}` has no subject `{name}`"
    hint = did_you_mean(name, table.subjects, limit=30)
    if table.document is not None and hint.startswith("known"):
        hint += f", or a JSONPath such as `$.{name}`" if _NAME.fullmatch(name) else ", or a JSONPath such as `$.id`"
    return codes.UNKNOWN_SUBJECT.at(locate(0, len(name)), message, hint=hint)


def _unknown_field(text: str, field: str, subject: Subject, locate: Locate) -> Diagnostic:
    start = text.index(field, len(subject.name))
    message = f"`{subject.name}` has no field `{field}`"
    hint = did_you_mean(field, subject.fields or (), limit=30)
    return codes.UNKNOWN_FIELD.at(locate(start, start + len(field)), message, hint=hint)
