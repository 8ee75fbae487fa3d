"""Mistakes in an action that no single field shows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from ...plugin import ActionProblem
from ...source import DiagnosticError, SourceSpan
from ...values import compile_regex
from .model import BYTES, PIECES, Piece, TcpAction

_NOWHERE = SourceSpan("", 1, 1, 1, 1)


def check_action(action: TcpAction) -> tuple[ActionProblem, ...]:
    """Every such mistake of the action."""
    return tuple(_problems(action))


def _problems(action: TcpAction) -> Iterator[ActionProblem]:
    if action.connect is None:
        yield ActionProblem((), "there is no address", "add `connect: host:port`, or give it in `defaults.tcp`")
    for index, piece in enumerate(action.send):
        yield from _piece(piece, ("send", index))
    if action.read.until != "close":
        yield from _regex(action.read.until, ("read", "until"))
    ends = [index for index, piece in enumerate(action.send) if piece.reset]
    if ends and ends[0] < len(action.send) - 1:
        yield ActionProblem(("send", ends[0] + 1), "nothing can be done after `reset`", "make it the last one")


def _piece(piece: Piece, path: tuple[str | int, ...]) -> Iterator[ActionProblem]:
    given = [key for key in PIECES if getattr(piece, key) is not None]
    if len(given) != 1:
        said = " and ".join(f"`{key}`" for key in given) or "nothing"
        yield ActionProblem(path, f"this has {said}; it must have one", f"give one of {', '.join(PIECES)}")
        return
    key = given[0]
    if key not in BYTES and (piece.drip is not None or piece.times != 1):
        extra = "drip" if piece.drip is not None else "times"
        yield ActionProblem((*path, extra), f"`{extra}` means nothing beside `{key}`", "it goes with bytes to send")
    if piece.wait_for is not None:
        yield from _regex(piece.wait_for, (*path, "wait_for"))
    value = getattr(piece, key)
    if isinstance(value, str) and key in ("hex", "base64"):
        try:
            decode(key, value)
        except ValueError as error:
            yield ActionProblem((*path, key), f"this is no {key}: {error}")


def _regex(pattern: str, path: tuple[str | int, ...]) -> Iterator[ActionProblem]:
    try:
        compile_regex(pattern, _NOWHERE)
    except DiagnosticError as error:
        found = error.diagnostics[0]
        yield ActionProblem(path, found.message, found.hint)


def decode(key: str, value: str) -> bytes:
    """The bytes of a text, hex or base64; raises ValueError."""
    match key:
        case "hex":
            return bytes.fromhex(value)
        case "base64":
            try:
                return base64.b64decode(value, validate=True)
            except binascii.Error as error:
                raise ValueError(str(error)) from None
        case "line":
            return value.encode("utf-8", "surrogatepass") + b"\r\n"
    return value.encode("utf-8", "surrogatepass")
