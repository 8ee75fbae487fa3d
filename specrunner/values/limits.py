"""The budgets of an expression: each one a typed error, never a hang or a crash."""

from __future__ import annotations

from typing import Final

MAX_CHARACTERS: Final = 32_768
MAX_NESTING: Final = 64
MAX_DEPTH: Final = 150
MAX_STEPS: Final = 100_000
MAX_TEXT: Final = 10 * 1024 * 1024
MAX_PARTS: Final = 250_000
MAX_VALUE_DEPTH: Final = 256  # as deep as JSON that is read may be
