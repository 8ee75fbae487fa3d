"""Dataclasses that cost little to define, and properties that cost little to read.

Where modules say `from ..lean import dataclass`, the type checker sees the one of the standard library, and so does
`dataclasses.fields`, `replace` and `is_dataclass`.
"""

from typing import TYPE_CHECKING

from .once import once

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .define import dataclass

__all__ = ["dataclass", "once"]
