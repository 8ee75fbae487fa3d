"""Parts of files as they stand in messages."""

from __future__ import annotations

MAX_SHOWN_CHARACTERS = 80


def shortened(text: str) -> str:
    """`text`, cut where it is too long for a message; the caret shows the rest."""
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1] + "…"


def quoted(text: str) -> str:
    """`text` as it stands in YAML in quotes, double ones where that needs no escape."""
    if '"' in text or "\\" in text:
        return "'" + shortened(text).replace("'", "''") + "'"
    return f'"{shortened(text)}"'
