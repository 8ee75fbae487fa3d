"""The kinds that talk to nobody: `pause`, `check`, `set`."""

from .kinds import CHECK, PAUSE, SET

__all__ = ["CHECK", "PAUSE", "SET"]
