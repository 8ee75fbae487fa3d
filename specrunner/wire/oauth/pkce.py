"""Proof key for code exchange (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Literal, TypeAlias

PkceMethod: TypeAlias = Literal["S256", "plain"]

# Section 4.1: 43 to 128 unreserved characters.
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def is_verifier(text: str) -> bool:
    """Whether `text` can be a code verifier."""
    return _VERIFIER.fullmatch(text) is not None


def make_verifier(randomness: bytes) -> str:
    """A verifier of these bytes; 32 of them are what section 4.1 recommends."""
    return base64url(randomness)


def challenge_of(verifier: str, method: PkceMethod) -> str:
    """The code challenge of a verifier (section 4.2)."""
    if method == "plain":
        return verifier
    return base64url(hashlib.sha256(verifier.encode("ascii", "replace")).digest())


def base64url(data: bytes) -> str:
    """RFC 7515 section 2: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
