"""How much YAML is accepted, and what is said of more."""

from __future__ import annotations

from ..lean import dataclass
from ..source import Diagnostic, SourceSpan, whole_file
from ..source.codes import syntax as codes


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. They keep a hostile or a wrong file from costing time, memory or the process.

    `depth` counts nested lists and maps; `nodes` counts scalars, lists and maps as written; `alias_nodes` those that
    the file's aliases (`*name`) would add if they were written out.
    """

    size_bytes: int = 4 * 1024 * 1024
    depth: int = 100
    nodes: int = 500_000
    alias_nodes: int = 20_000


def too_large(file: str, size: str) -> Diagnostic:
    return codes.TOO_LARGE.at(
        whole_file(file),
        f"`{file}` has {size}",
        hint="keep large data in files of its own: `json_file:`, `file:`, `matrix: {rows: ...}`",
    )


def too_deep(span: SourceSpan, limits: Limits) -> Diagnostic:
    return codes.TOO_DEEP.at(
        span, f"lists and maps are nested more than {limits.depth} deep", hint="is a bracket repeated by mistake?"
    )


def too_many_nodes(span: SourceSpan, limits: Limits) -> Diagnostic:
    return codes.TOO_LARGE.at(
        span,
        f"the file has more than {limits.nodes:,} lists, maps and values",
        hint="split it, or keep large data in files of its own",
    )


def too_many_aliases(span: SourceSpan, limits: Limits) -> Diagnostic:
    return codes.ALIAS_BUDGET.at(
        span,
        f"the aliases up to here stand for more than {limits.alias_nodes:,} lists, maps and values",
        hint="write the values out, or keep large data in files of its own",
    )
