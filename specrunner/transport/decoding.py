"""Content codings undone as the bytes come in, never yielding more than was asked for.

A body of 495 bytes can stand for 200 MB. So each decoder is asked for at most what the limit still allows, and a
chain holds at most two of them. A stream that stops before its end mark is a fault: its text looks whole and is not.
"""

from __future__ import annotations

import importlib
import importlib.util
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol

from ..source import printable
from ..values import shortened
from .faults import faulty, plural, size_text

MAX_CODINGS = 2
# How much one step of a decoder may yield: bounds what exists at once.
_STEP_BYTES = 64 * 1024
# RFC 9659 section 3: decoders of zstd over HTTP need to support windows of 8 MiB, and should refuse larger ones.
_ZSTD_WINDOW_LOG = 23


class Decoder(Protocol):
    """One coding. `feed` yields pieces of bounded size and is to be exhausted; `is_whole` once the end mark came."""

    name: str
    errors: tuple[type[Exception], ...]

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def is_whole(self) -> bool: ...


class _ZlibDecoder:
    """gzip (also of several members, RFC 1952 section 2.2) and deflate (zlib's, or the raw one some servers mean)."""

    errors: tuple[type[Exception], ...] = (zlib.error,)

    def __init__(self, name: str) -> None:
        self.name = name
        self._machine = zlib.decompressobj(wbits=31)
        # Two bytes tell zlib's deflate from the raw one (RFC 1950 section 2.2); None once they came.
        self._head: bytes | None = b"" if name == "deflate" else None

    @property
    def is_whole(self) -> bool:
        return self._machine.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._head is not None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return
            self._head = None
            is_zlib = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._machine = zlib.decompressobj(wbits=15 if is_zlib else -15)
        while data:
            if self._machine.eof:
                # Behind the end: another gzip member, or padding that every decoder ignores.
                if self.name != "gzip" or data[0] != 0x1F:
                    return
                self._machine = zlib.decompressobj(wbits=31)
            piece = self._machine.decompress(data, _STEP_BYTES)
            data = self._machine.unused_data if self._machine.eof else self._machine.unconsumed_tail
            if piece:
                yield piece
        # All input is taken; what it still stands for comes out in bounded pieces too.
        while not self._machine.eof and (piece := self._machine.decompress(b"", _STEP_BYTES)):
            yield piece


class _BrotliDecoder:
    name = "br"

    def __init__(self, module: Any) -> None:
        self._machine = module.Decompressor()
        self.errors: tuple[type[Exception], ...] = (module.error,)

    @property
    def is_whole(self) -> bool:
        return bool(self._machine.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._machine.is_finished():
            return
        yield self._machine.process(data, output_buffer_limit=_STEP_BYTES)
        while not self._machine.can_accept_more_data():
            yield self._machine.process(b"", output_buffer_limit=_STEP_BYTES)


class _ZstdDecoder:
    """zstd, also of several frames (RFC 8878 section 3.1)."""

    name = "zstd"

    def __init__(self, module: Any) -> None:
        self._module = module
        self._machine = self._new_frame()
        self.errors: tuple[type[Exception], ...] = (module.ZstdError,)

    def _new_frame(self) -> Any:
        options = {self._module.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        return self._module.ZstdDecompressor(options=options)

    @property
    def is_whole(self) -> bool:
        return bool(self._machine.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._machine.eof:
                if not data:
                    return
                self._machine = self._new_frame()
            piece = self._machine.decompress(data, _STEP_BYTES)
            if piece:
                yield piece
            data = self._machine.unused_data if self._machine.eof else b""
            if not data and (self._machine.eof or self._machine.needs_input):
                return


_BROTLI_MODULES = ("brotli", "brotlicffi")
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")
_PACKAGES = {"br": "brotli", "zstd": "backports.zstd"}


# Imported on the first answer that needs them: most runs never see either.
@cache
def _first_module(names: tuple[str, ...]) -> Any | None:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def _is_installed(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            if importlib.util.find_spec(name) is not None:
                return True
        except ModuleNotFoundError:
            continue
    return False


@cache
def accepted_codings() -> str:
    """What to offer in Accept-Encoding: the codings that can be undone here."""
    offered = ["gzip", "deflate"]
    if _is_installed(_BROTLI_MODULES):
        offered.append("br")
    if _is_installed(_ZSTD_MODULES):
        offered.append("zstd")
    return ", ".join(offered)


def _make_decoder(coding: str) -> Decoder | None:
    """The decoder of one coding; None when there is none here."""
    if coding in ("gzip", "x-gzip", "deflate"):
        return _ZlibDecoder(coding.removeprefix("x-"))
    if coding == "br" and (module := _first_module(_BROTLI_MODULES)) is not None:
        return _BrotliDecoder(module)
    if coding == "zstd" and (module := _first_module(_ZSTD_MODULES)) is not None:
        return _ZstdDecoder(module)
    return None


def _make_chain(content_encoding: str) -> list[Decoder]:
    parts = [part.strip().lower() for part in content_encoding.split(",")]
    codings = [name for name in parts if name not in ("", "identity")]
    if len(codings) > MAX_CODINGS:
        message = f"the body is encoded {len(codings)} times (`{printable(shortened(content_encoding, 80))}`)"
        raise faulty("decoding", "body", message, f"at most {MAX_CODINGS} codings are undone, against bombs")
    chain: list[Decoder] = []
    for coding in reversed(codings):
        decoder = _make_decoder(coding)
        if decoder is None:
            hint = "gzip, deflate, br and zstd can be decoded; `decompress: false` leaves the body as it came"
            if coding in _PACKAGES:
                hint = f"install the package `{_PACKAGES[coding]}`; `decompress: false` leaves the body as it came"
            raise faulty(
                "decoding", "body", f"cannot decode the content coding `{printable(shortened(coding, 40))}`", hint
            )
        chain.append(decoder)
    return chain


class BodyDecoder:
    """Collects one body, undoing `content_encoding` (empty: none), up to `limit_bytes` of content.

    `feed` and `finish` raise FaultRaised: `limit`, or `decoding` for a coding that is unknown or not installed, for
    more than two of them, and for a stream that is broken or stops early. `content` holds what came until then.
    With a `sink` each piece goes there instead, and the limit is its affair.
    """

    def __init__(self, content_encoding: str, limit_bytes: int, sink: Callable[[bytes], None] | None = None) -> None:
        self._chain = _make_chain(content_encoding)
        self._limit_bytes = limit_bytes
        self._sink = sink
        self._pieces: list[bytes] = []
        self._size_bytes = 0
        self._fed_bytes = 0

    @property
    def content(self) -> bytes:
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def feed(self, data: bytes) -> None:
        self._fed_bytes += len(data)
        if self._fed_bytes > self._limit_bytes and self._chain and self._sink is None:
            # Guards against a flood that decodes to nothing, such as empty gzip members.
            raise self._too_large("on the wire")
        self._pass_on(data, 0)

    def finish(self) -> None:
        """The body has ended on the wire; an empty one stands for empty content in any coding."""
        for decoder in self._chain if self._fed_bytes else ():
            if not decoder.is_whole:
                message = (
                    f"the {decoder.name} body stops before its end mark: it was cut short, "
                    f"after {plural(self._fed_bytes, 'byte')} on the wire and {self._size_bytes} decoded"
                )
                raise faulty("decoding", "body", message, "did a proxy or the service stop in the middle?")

    def _pass_on(self, data: bytes, stage: int) -> None:
        if stage == len(self._chain):
            self._keep(data)
            return
        decoder = self._chain[stage]
        try:
            for piece in decoder.feed(data):
                self._pass_on(piece, stage + 1)
        except decoder.errors as error:
            message = f"the body does not decode as {decoder.name}: {error}"
            hint = "`decompress: false` leaves the body as it came"
            raise faulty("decoding", "body", message, hint) from None

    def _keep(self, data: bytes) -> None:
        if self._sink is not None:
            self._size_bytes += len(data)
            self._sink(data)
            return
        room = self._limit_bytes - self._size_bytes
        if len(data) > room:
            self._pieces.append(data[:room])
            self._size_bytes = self._limit_bytes
            raise self._too_large("after decoding" if self._chain else "")
        self._pieces.append(data)
        self._size_bytes += len(data)

    def _too_large(self, where: str) -> Exception:
        message = f"the body is larger than {size_text(self._limit_bytes)}{' ' if where else ''}{where}"
        return faulty("limit", "body", message, LIMIT_HINT)


LIMIT_HINT = "raise `limits: {body: ...}` if so much is expected"
