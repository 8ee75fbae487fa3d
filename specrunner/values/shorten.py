"""Texts cut short for people, with no half of a secret at the cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# As far behind a cut is looked for secrets that begin before it.
_BEHIND = 8_192
_mask: ContextVar[Callable[[str], str] | None] = ContextVar("mask", default=None)


@contextmanager
def masking_before_cuts(mask: Callable[[str], str]) -> Iterator[None]:
    """Within, and in the tasks that are started within, texts are masked before they are cut: of half a secret,
    nobody could tell any more that it is one."""
    token = _mask.set(mask)
    try:
        yield
    finally:
        _mask.reset(token)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of a text, with an ellipsis where it was cut, and without secrets."""
    text = without_secrets(text, limit)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def without_secrets(text: str, limit: int) -> str:
    """The beginning of a text, masked where somebody masks: what is to be cut to `limit` characters."""
    mask = _mask.get()
    return text if mask is None else mask(text[: limit + _BEHIND])
