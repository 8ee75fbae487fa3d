"""Dataclasses that cost little to define. Where modules say `from ..lean import dataclass`, the type checker sees the
one of the standard library, and so does `dataclasses.fields`, `replace` and `is_dataclass`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .define import dataclass

__all__ = ["dataclass"]
