"""Every diagnostic code there is, one module a family (the two digits after SR)."""

from __future__ import annotations

from functools import cache

from .code import Code

__all__ = ["Code", "all_codes", "find_code"]


@cache
def all_codes() -> dict[str, Code]:
    """Every code by its id, ordered by id. The families load on first use: a green run needs no explanations."""
    from . import checks, model, plan, run, syntax, values, values_select

    families = (syntax, model, values, values_select, checks, plan, run)
    codes = [code for family in families for code in family.CODES]
    return {code.id: code for code in sorted(codes, key=lambda code: code.id)}


def find_code(code_id: str) -> Code | None:
    """The code with this id, in any letter case; None when there is none."""
    return all_codes().get(code_id.upper())
