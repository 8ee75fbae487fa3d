"""The compact form of a signed token: taken apart without trust, and put together by hand (RFC 7515 section 3.1).

A library refuses to make what a tester must send (`alg: none`, an HMAC under a public key, a broken signature), so
tokens are forged here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

import orjson

from ...lean import dataclass
from ...values import JsonError, parse_json

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_HASHES = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}


class TokenUnreadable(ValueError):
    """It is no signed token in compact form; its text says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it says it is: nothing of it is verified."""

    header: Mapping[str, object]
    claims: Mapping[str, object]
    signing_input: bytes
    signature: bytes
    text: str

    @property
    def algorithm(self) -> str:
        """`alg`; empty when it is no text."""
        value = self.header.get("alg")
        return value if isinstance(value, str) else ""

    @property
    def key_id(self) -> str | None:
        value = self.header.get("kid")
        return value if isinstance(value, str) else None


def read_token(text: str) -> Token:
    """Takes a token apart. Raises TokenUnreadable; an opaque token is one, a token in five parts is encrypted."""
    parts = text.split(".")
    if len(parts) != 3:
        raise TokenUnreadable(f"it has {len(parts)} of 3 parts")
    header, claims = (_object(part, name) for part, name in zip(parts, ("header", "payload"), strict=False))
    signature = base64url_decode(parts[2])
    if signature is None:
        raise TokenUnreadable("its signature is not base64url")
    return Token(header, claims, f"{parts[0]}.{parts[1]}".encode("ascii"), signature, text)


def _object(part: str, name: str) -> Mapping[str, object]:
    data = base64url_decode(part)
    if data is None:
        raise TokenUnreadable(f"its {name} is not base64url")
    try:
        document = parse_json(data)
    except JsonError as error:
        raise TokenUnreadable(f"its {name} is not JSON: {error.message}") from None
    if not isinstance(document.value, dict):
        raise TokenUnreadable(f"its {name} is no JSON object")
    if document.duplicates:
        # RFC 7515 section 4: names are unique; two parsers may each believe another one.
        raise TokenUnreadable(f"its {name} has `{document.duplicates[0]}` twice")
    return document.value


def base64url_decode(text: str) -> bytes | None:
    """The bytes; None for anything but base64url without padding (RFC 7515 section 2)."""
    if _BASE64URL.fullmatch(text) is None or len(text) % 4 == 1:
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None


def base64url_encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def signing_input(header: Mapping[str, object], claims: Mapping[str, object]) -> bytes:
    """What is signed of these."""
    return b".".join(base64url_encode(orjson.dumps(part)).encode("ascii") for part in (header, claims))


def forge(header: Mapping[str, object], claims: Mapping[str, object], signature: bytes = b"") -> str:
    """A token with whatever signature: with none for `alg: none`."""
    return f"{signing_input(header, claims).decode('ascii')}.{base64url_encode(signature)}"


def forge_hmac(header: Mapping[str, object], claims: Mapping[str, object], key: bytes) -> str:
    """A token signed by HMAC with any bytes as the key, a public key's PEM too: the confusion of HS with RS."""
    name = _HASHES[str(header.get("alg", "HS256"))]
    return forge(header, claims, hmac.new(key, signing_input(header, claims), name).digest())


def tampered(text: str, changes: Mapping[str, object]) -> str:
    """The token with other claims under the old signature; null takes a claim out."""
    token = read_token(text)
    claims = {**token.claims, **changes}
    return forge(token.header, {name: value for name, value in claims.items() if value is not None}, token.signature)


def half_hash(value: str, algorithm: str) -> str | None:
    """`at_hash` or `c_hash` of a token or a code: the left half of its hash (OIDC Core section 3.1.3.6).

    The hash is that of the ID token's `alg`; None for an algorithm without one.
    """
    if algorithm == "EdDSA":
        # Ed25519 hashes by SHA-512; OIDC Core does not say so, all implementations do.
        name = "sha512"
    elif algorithm[2:] in ("256", "384", "512"):
        name = f"sha{algorithm[2:]}"
    else:
        return None
    digest = hashlib.new(name, value.encode("utf-8")).digest()
    return base64url_encode(digest[: len(digest) // 2])
