"""How a client says who it is at the token endpoint (RFC 6749 section 2.3, RFC 7521, 7523, 8705)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Literal, TypeAlias
from urllib.parse import quote_plus

ClientAuth: TypeAlias = Literal[
    "none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth"
]
"""The names that the registry of token endpoint authentication methods has."""

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def basic_header(client_id: str, secret: str) -> str:
    """The Authorization field: id and secret are form-encoded before base64 (RFC 6749 section 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii")


def assertion_claims(client_id: str, audience: str, now_s: int, lifetime_s: int, jti: str) -> Mapping[str, object]:
    """The claims of a client assertion (RFC 7523 section 3); times are whole seconds since the epoch."""
    return {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": jti,
        "iat": now_s,
        "exp": now_s + lifetime_s,
    }
