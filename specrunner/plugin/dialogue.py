"""`dialogue:`, a short form of a kind: lines that stand for ordinary steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..lean import dataclass
from ..source import Diagnostic
from ..syntax import Node


@dataclass(frozen=True, slots=True)
class Expansion:
    """The nodes of the steps that a dialogue stands for, in their order; each key and value has the place in the file
    that it came from. What cannot be a step is a diagnostic."""

    steps: tuple[Node, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


Expand: TypeAlias = Callable[[Node, Node], Expansion]
"""From the value of the action key and the value of `dialogue`."""
