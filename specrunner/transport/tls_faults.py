"""Why a TLS handshake failed, in words that name the mend.

trio raises a BrokenResourceError without text; what OpenSSL said is its cause.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

import trio

from ..events import Fault
from ..source import printable
from .certificate import alternative_names, certificate_facts, unverified_certificate
from .faults import FaultRaised
from .model import TlsOptions
from .url import Url

# X509_V_ERR_* of OpenSSL's x509_vfy.h.
_EXPIRED, _NOT_YET_VALID = 10, 9
_UNKNOWN_AUTHORITY = {
    18: "it is self-signed",
    19: "its chain ends in a self-signed certificate that is not trusted here",
    20: "its authority is not known here",
    21: "its authority is not known here, or the server does not send its intermediate certificates",
    2: "its authority is not known here",
}
_WRONG_HOST = (62, 64)

# Alerts that the server sends, by what OpenSSL calls them.
_ALERTS: Mapping[str, tuple[str, str | None]] = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": (
        "the server asks for a client certificate",
        "give `tls: {cert: client.pem, key: client.key}`",
    ),
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        "the server refused the handshake: it wants a client certificate, or has no cipher in common",
        "if it wants one, give `tls: {cert: client.pem, key: client.key}`",
    ),
    "SSLV3_ALERT_BAD_CERTIFICATE": ("the server does not accept the client certificate", None),
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": ("the server does not accept this type of client certificate", None),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": ("the server says that the client certificate is revoked", None),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": ("the server says that the client certificate has expired", None),
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": ("the server does not accept the client certificate", None),
    "TLSV1_ALERT_UNKNOWN_CA": (
        "the server does not know the authority of the client certificate",
        "is `tls.cert` issued by an authority that this server trusts?",
    ),
    "TLSV1_ALERT_ACCESS_DENIED": ("the server denies access to this client certificate", None),
    "TLSV1_UNRECOGNIZED_NAME": (
        "the server has no site of that name",
        "is the host name right? `tls: {server_name: ...}` sends another one",
    ),
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": (
        "the server speaks none of the HTTP versions offered",
        "try `http2: true`",
    ),
    "TLSV1_ALERT_INTERNAL_ERROR": ("the server had an internal error during the handshake", "see its log"),
}
_TOO_OLD = frozenset(
    """UNSUPPORTED_PROTOCOL TLSV1_ALERT_PROTOCOL_VERSION WRONG_SSL_VERSION UNKNOWN_PROTOCOL
    VERSION_TOO_LOW TLSV1_ALERT_INSUFFICIENT_SECURITY NO_PROTOCOLS_AVAILABLE""".split()  # noqa: SIM905
)


def explain_handshake(
    stream: Any, broken: trio.BrokenResourceError, first: bytes, url: Url, options: TlsOptions, name: str
) -> FaultRaised:
    """The fault for a failed handshake; `first` are the first bytes that the server sent, `name` was checked."""
    error = broken.__cause__
    if first and first[0] not in (0x15, 0x16):
        line = (first.splitlines() or [first])[0]
        message = f"{url.where} speaks no TLS: got `{printable(line.decode('latin-1'))}`"
        return _fault(message, f"write `http://` if the port is one for plain HTTP: http://{url.where}")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _explain_certificate(error, unverified_certificate(stream) or {}, url, options, name)
    if isinstance(error, ssl.SSLError) and (known := explain_alert(error, url)):
        return known
    if not first or isinstance(error, ssl.SSLEOFError) or not isinstance(error, ssl.SSLError):
        message = f"{url.where} closed the connection during the TLS handshake"
        hint = "does the port speak TLS? Else write `http://`; or does it hang up on a missing client certificate?"
        return FaultRaised(Fault("tls", "tls", message, hint, is_retryable=True))
    return _fault(f"the TLS handshake with {url.where} failed: {printable(error.reason or str(error))}", None)


def explain_alert(error: ssl.SSLError, url: Url) -> FaultRaised | None:
    """The fault for an alert of the server, or for versions that do not meet; None for any other error.

    With TLS 1.3 an alert about the client's certificate comes after the handshake, on the first read.
    """
    reason = error.reason or ""
    if reason in _TOO_OLD:
        message = f"{url.where} and this machine have no TLS version in common: the server is too old, or too strict"
        hint = 'for an old test server lower `tls: {min_version: "1.0"}`; a raised `min_version` may be too high'
        return _fault(message, hint)
    if reason in _ALERTS:
        what, mend = _ALERTS[reason]
        return _fault(f"TLS with {url.where}: {what}", mend)
    if "ALERT" in reason:
        words = reason.partition("ALERT_")[2].replace("_", " ").lower()
        return _fault(f"TLS with {url.where}: the server ended it with the alert `{words}`", "see the server's log")
    return None


def _explain_certificate(
    error: ssl.SSLCertVerificationError, certificate: Mapping[str, Any], url: Url, options: TlsOptions, name: str
) -> FaultRaised:
    facts = certificate_facts(certificate)
    of = f" (subject {printable(str(facts['subject']))})" if facts["subject"] else ""
    start = f"the certificate of {url.where}{of}"
    code = error.verify_code
    if code in _WRONG_HOST:
        names = ", ".join(printable(entry) for entry in alternative_names(certificate)[:8]) or "no name at all"
        hint = "call it by one of those names, or set `tls: {server_name: ...}`"
        return _fault(f"{start} is for {names}, not for {name}", hint)
    if code == _EXPIRED:
        until = f" on {facts['not_after']}" if facts["not_after"] else ""
        return _fault(f"{start} has expired{until}", "renew it; `tls: {verify: false}` skips the check")
    if code == _NOT_YET_VALID:
        since = f" before {facts['not_before']}" if facts["not_before"] else " yet"
        return _fault(f"{start} is not valid{since}", "are the clocks of this machine and the issuer right?")
    if code in _UNKNOWN_AUTHORITY:
        issuer = f"; it was issued by {printable(str(facts['issuer']))}" if facts["issuer"] else ""
        hint = "give the authority's certificate as `tls: {ca: authority.pem}`; `verify: false` skips the check"
        if options.ca is not None:
            hint = f"`tls.ca` is {options.ca}: is that the authority that issued it?"
        return _fault(f"{start} is not trusted: {_UNKNOWN_AUTHORITY[code]}{issuer}", hint)
    return _fault(f"{start} is not accepted: {error.verify_message}", "`tls: {verify: false}` skips the check")


def _fault(message: str, hint: str | None) -> FaultRaised:
    return FaultRaised(Fault("tls", "tls", message, hint))
