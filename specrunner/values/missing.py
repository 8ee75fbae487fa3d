"""The value of what is not there."""

from __future__ import annotations

from enum import Enum
from typing import Final, NoReturn


class Missing(Enum):
    """The type of `MISSING`: one member, so that a type checker can narrow on `is MISSING`."""

    MISSING = "nothing"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> NoReturn:
        raise TypeError("MISSING is neither true nor false; compare with `is MISSING`")


MISSING: Final = Missing.MISSING
