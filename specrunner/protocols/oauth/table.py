"""The reference's tables, made from the subjects and the checks themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .subjects import SUBJECTS


def subjects_table() -> str:
    """The subjects as Markdown: one table of all, then one for each that has fields of its own."""
    rows = [(f"`{subject.name}`", subject.type, subject.doc) for subject in SUBJECTS.subjects.values()]
    parts = [_table(("subject", "type", "what it is"), rows)]
    for name in ("id_token", "problems", "authorization", "hops", "checks"):
        subject = SUBJECTS.subjects[name]
        prefix = f"{name}[0]" if subject.type == "list" else name
        parts.append(_fields(prefix, subject.fields or {}))
    return "\n\n".join(parts) + "\n"


def checks_table() -> str:
    """The negative suite as Markdown."""
    from .suite import CHECKS  # it brings the transport, which only a run and this table need

    rows = [(f"`{name}`", check.doc, check.section) for name, check in CHECKS.items()]
    return _table(("check", "what must hold", "who rules it"), rows) + "\n"


def _fields(prefix: str, fields: Mapping[str, str]) -> str:
    return _table((f"field of `{prefix}`", "what it is"), [(f"`{name}`", doc) for name, doc in fields.items()])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
