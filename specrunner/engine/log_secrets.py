"""What logs of shared services may hold: the secrets of all specs that use them, not only of the one that tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..values import Masker


class LogSecrets:
    """Masks logs by what every spec knows that uses a service shared by the run, or has used one."""

    def __init__(self) -> None:
        self._ended = Masker()
        self._running: list[Masker] = []

    @contextmanager
    def shared_with(self, masker: Masker) -> Iterator[None]:
        """From now on logs are masked by what `masker` learns, too, also after the end of this block."""
        self._running.append(masker)
        try:
            yield
        finally:
            self._running.remove(masker)
            self._ended.take(masker)

    def mask_text(self, text: str) -> str:
        """`text` without any secret of any of them."""
        for masker in self._running:
            self._ended.take(masker)
        return self._ended.mask_text(text)
