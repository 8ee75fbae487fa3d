"""Our own regular expressions: compiled when first used, so that a run without dates or formats pays for none."""

from __future__ import annotations

import re
from functools import cache


@cache
def ours(pattern: str) -> re.Pattern[str]:
    """A pattern of ours, in ASCII. Users' patterns are RE2's: these have to be linear by themselves."""
    return re.compile(pattern, re.ASCII)


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text matches."""
    return ours(pattern).fullmatch(text) is not None
