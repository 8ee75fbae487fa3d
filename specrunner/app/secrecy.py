"""Secrets out of what is said before a run, and of the names by which everybody calls its specs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..source import Diagnostic, Related
from ..values import Masker
from .prepare import Prepared


def declared_masker(prepared: Prepared, secrets: Mapping[str, str], names: Iterable[str] = ()) -> Masker:
    """Knows the values of the secrets that any of the specs has declared, and of those with these names."""
    masker = Masker()
    declared = {variable for spec in prepared.specs for _, variable in spec.secrets}.union(names)
    for name, value in sorted(secrets.items()):
        if name in declared:
            masker.add(value, name)
    return masker


def without_secrets(prepared: Prepared, masker: Masker) -> Prepared:
    """The same with no secret in diagnostics and in the specs' ids, which stay different. Sources are left alone."""
    if not masker.has_secrets:
        return prepared
    taken: set[str] = set()
    specs = []
    for spec in prepared.specs:
        masked = wanted = masker.mask_text(spec.id)
        number = 1
        while masked in taken:
            number += 1
            masked = f"{wanted}#{number}"
        taken.add(masked)
        specs.append(spec if masked == spec.id else replace(spec, id=masked))
    diagnostics = tuple(_masked(each, masker) for each in prepared.diagnostics)
    return replace(prepared, specs=tuple(specs), diagnostics=diagnostics)


def _masked(diagnostic: Diagnostic, masker: Masker) -> Diagnostic:
    text = masker.mask_text
    return replace(
        diagnostic,
        message=text(diagnostic.message),
        hint=None if diagnostic.hint is None else text(diagnostic.hint),
        label=text(diagnostic.label),
        related=tuple(Related(text(each.text), each.span) for each in diagnostic.related),
    )
