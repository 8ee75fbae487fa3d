"""The functions that expressions can call, as one documented table."""

from __future__ import annotations

from typing import Final

from . import chance, conversions, documents, encoding, fake, hashing, jwt, lists, text, times
from .reference import table_of
from .table import Function, Parameter

_MODULES: Final = (conversions, text, lists, encoding, hashing, times, chance, fake, documents, jwt)
FUNCTIONS: Final[dict[str, Function]] = {
    function.name: function for module in _MODULES for function in module.FUNCTIONS
}
NAMESPACES: Final = frozenset(name.partition(".")[0] for name in FUNCTIONS if "." in name)


def functions_table() -> str:
    """The function table as Markdown, for the docs. Ends with a line break."""
    return table_of(FUNCTIONS.values())


__all__ = ["FUNCTIONS", "NAMESPACES", "Function", "Parameter", "functions_table"]
