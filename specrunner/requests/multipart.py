"""Multipart bodies (RFC 7578), written as browsers do."""

from __future__ import annotations

from collections.abc import Sequence

from ..lean import dataclass

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class EncodedPart:
    """One part, ready to write. `file` is the path it was read from, for the curl line; None for a plain value."""

    name: str
    content: bytes
    content_type: str | None = None
    filename: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    file: str | None = None


def encode_multipart(parts: Sequence[EncodedPart], boundary: str) -> bytes:
    """The body. The caller makes sure that no content holds `boundary`: a random one of 128 bits does.

    Names are UTF-8 with quotes and line ends percent-encoded (WHATWG HTML, section 4.10.22.8).
    """
    lines: list[bytes] = []
    for part in parts:
        disposition = f'form-data; name="{part.name.translate(_ESCAPES)}"'
        if part.filename is not None:
            disposition += f'; filename="{part.filename.translate(_ESCAPES)}"'
        fields = [("Content-Disposition", disposition)]
        if part.content_type is not None:
            fields.append(("Content-Type", part.content_type))
        head = "".join(f"{name}: {value}\r\n" for name, value in (*fields, *part.headers))
        lines += [f"--{boundary}\r\n{head}\r\n".encode("utf-8", "surrogatepass"), part.content, b"\r\n"]
    lines.append(f"--{boundary}--\r\n".encode())
    return b"".join(lines)
