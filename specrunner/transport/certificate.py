"""A peer's certificate, as `ssl` decodes it, in words."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# OpenSSL's long names; the short ones are what people write.
_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "localityName": "L",
    "stateOrProvinceName": "ST",
    "emailAddress": "emailAddress",
}


def certificate_facts(certificate: Mapping[str, Any]) -> dict[str, object]:
    """`subject issuer san not_before not_after` of a decoded certificate (of `getpeercert`); None where unknown."""
    return {
        "subject": _name(certificate.get("subject")),
        "issuer": _name(certificate.get("issuer")),
        "san": alternative_names(certificate),
        "not_before": _date(certificate.get("notBefore")),
        "not_after": _date(certificate.get("notAfter")),
    }


def alternative_names(certificate: Mapping[str, Any]) -> list[str]:
    """The host names and addresses that the certificate is for."""
    return [str(value) for _, value in certificate.get("subjectAltName", ())]


def unverified_certificate(stream: Any) -> dict[str, Any] | None:
    """The peer's own certificate, also when nobody checked it or the check said no; None when it never came.

    `getpeercert` gives nothing in both cases. What does is private until Python 3.13, and optional here.
    """
    inner = getattr(getattr(stream, "_ssl_object", None), "_sslobj", None)
    get_chain = getattr(inner, "get_unverified_chain", None)
    try:
        chain = get_chain() if get_chain is not None else None
        return dict(chain[0].get_info()) if chain else None
    except (AttributeError, IndexError, ssl.SSLError, ValueError):
        return None


def _name(parts: Any) -> str | None:
    """`CN=shop.test, O=Shop` from nested tuples."""
    if not parts:
        return None
    return ", ".join(f"{_SHORT.get(key, key)}={value}" for group in parts for key, value in group)


def _date(text: str | None) -> str | None:
    """ISO 8601 in UTC from `Jan  5 09:34:43 2027 GMT`."""
    if not text:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
