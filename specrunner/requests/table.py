"""The reference's tables of subjects, made from the subjects themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..checks import SubjectTable
from ..events import FAULT_KINDS
from .subject_fields import COOKIE


def subjects_table(table: SubjectTable, *, has_fault_kinds: bool = False) -> str:
    """The subjects as Markdown: one table of all, then one for each that has fields of its own."""
    rows = [(f"`{subject.name}`", subject.type, subject.doc) for subject in table.subjects.values()]
    parts = [_table(("subject", "type", "what it is"), rows)]
    for subject in table.subjects.values():
        if subject.fields is not None:
            # Of a list, the fields are those of each element.
            prefix = f"{subject.name}[0]" if subject.type == "list" else subject.name
            parts.append(_fields(prefix, subject.fields))
    if "set_cookies" in table.subjects:
        parts.append(_fields("set_cookies.NAME", COOKIE))
    if has_fault_kinds:
        kinds = [(f"`{kind}`", doc[:1].upper() + doc[1:] + ".") for kind, doc in FAULT_KINDS.items()]
        parts.append(_table(("`fault.kind`", "what it means"), kinds))
    return "\n\n".join(parts) + "\n"


def _fields(prefix: str, fields: Mapping[str, str]) -> str:
    return _table((f"field of `{prefix}`", "what it is"), [(f"`{name}`", doc) for name, doc in fields.items()])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
