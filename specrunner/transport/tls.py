"""TLS contexts, made once for equal options, and the handshake."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import trio

from ..lean import dataclass
from ..source import printable
from .address import read_ip
from .certificate import certificate_facts, unverified_certificate
from .faults import faulty
from .model import TlsOptions
from .tls_faults import explain_handshake
from .url import Url

_VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


class TlsContexts:
    """Contexts by their options: loading the system's authorities costs some 30 ms of CPU each time."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[TlsOptions, bool], ssl.SSLContext] = {}

    def get(self, options: TlsOptions, *, http2: bool) -> ssl.SSLContext:
        """Raises FaultRaised: `file` when one cannot be read, `tls` when its content is wrong."""
        key = (options, http2)
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = _make_context(options)
            context.set_alpn_protocols(["h2", "http/1.1"] if http2 else ["http/1.1"])
        return context


def _make_context(options: TlsOptions) -> ssl.SSLContext:
    if options.ca is None or not options.verify:
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load_authorities(context, options.ca)
    if not options.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if options.cert is not None:
        _load_certificate(context, options.cert, options.key)
    if options.min_version is not None:
        _set_minimum(context, options.min_version)
    return context


def _set_minimum(context: ssl.SSLContext, text: str) -> None:
    version = _VERSIONS.get(text)
    if version is None:
        raise faulty("tls", "tls", f"`min_version: {printable(text)}` is no TLS version", "1.0, 1.1, 1.2 or 1.3")
    with warnings.catch_warnings():
        # Python deprecates 1.0 and 1.1; a test of an old server asks for them by name.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
    if text in ("1.0", "1.1"):
        context.set_ciphers("DEFAULT:@SECLEVEL=0")


def _load_authorities(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=str(path))
    except ssl.SSLError as error:
        reason = error.reason or str(error)
        message = f"`tls.ca`: {path} holds no certificate that can be read ({reason})"
        raise faulty("tls", "tls", message, "it must be in PEM format (`-----BEGIN CERTIFICATE-----`)") from None
    except OSError as error:
        raise faulty("file", "tls", f"`tls.ca`: {path} cannot be read: {error.strerror}") from None


def _load_certificate(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    asked: list[bool] = []

    def no_password() -> str:
        # Without this OpenSSL would ask on the terminal.
        asked.append(True)
        return ""

    try:
        context.load_cert_chain(str(cert), str(key) if key is not None else None, no_password)
    except ssl.SSLError as error:
        if asked:
            message = f"`tls.key`: {key or cert} is protected by a password"
            raise faulty("tls", "tls", message, "remove it from a copy: `openssl pkey -in KEY -out PLAIN`") from None
        if error.reason == "KEY_VALUES_MISMATCH":
            raise faulty("tls", "tls", f"`tls.key` {key or cert} does not belong to `tls.cert` {cert}") from None
        message = f"`tls.cert`: {cert} and its key cannot be read as PEM ({error.reason or error})"
        raise faulty("tls", "tls", message, "is the private key in the same file, or given as `key`?") from None
    except OSError as error:
        named = f"{cert} or {key}" if key is not None else str(cert)
        raise faulty("file", "tls", f"`tls.cert`: {named} cannot be read: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class Secured:
    """A stream after its handshake. `facts` as in HttpHop."""

    stream: trio.SSLStream[Any]
    facts: Mapping[str, object]
    alpn: str | None


class _Tap(trio.abc.Stream):
    """Passes everything on and remembers the first bytes that came: they tell a plain-text server."""

    def __init__(self, inner: trio.abc.Stream) -> None:
        self._inner = inner
        self.first = b""

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._inner.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._inner.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        data = await self._inner.receive_some(max_bytes)
        if len(self.first) < 64:
            self.first += bytes(data[:64])
        return data

    async def aclose(self) -> None:
        await self._inner.aclose()


async def start_tls(stream: trio.abc.Stream, context: ssl.SSLContext, options: TlsOptions, url: Url) -> Secured:
    """The handshake with the server behind `url`; raises FaultRaised (`tls`, `disconnected`)."""
    name = options.server_name or url.host
    literal = read_ip(name)
    tap = _Tap(stream)
    try:
        secured: trio.SSLStream[Any] = trio.SSLStream(
            tap, context, server_hostname=str(literal) if literal is not None else name, https_compatible=True
        )
    except (ValueError, TypeError):  # of a leading dot, a label too long; of a NUL
        raise faulty("tls", "tls", f"`{printable(name)}` cannot be sent as a server name") from None
    try:
        await secured.do_handshake()
    except trio.BrokenResourceError as broken:
        raise explain_handshake(secured, broken, tap.first, url, options, name) from None
    alpn = secured.selected_alpn_protocol()
    return Secured(secured, _facts(secured, options, alpn), alpn)


def _facts(stream: trio.SSLStream[Any], options: TlsOptions, alpn: str | None) -> dict[str, object]:
    certificate = stream.getpeercert() or unverified_certificate(stream) or {}
    cipher = stream.cipher()
    return {
        "version": stream.version(),
        "cipher": cipher[0] if cipher else None,
        "alpn": alpn,
        "verified": options.verify,
        **certificate_facts(certificate),
    }
