"""Demonstrating proof of possession (RFC 9449): the client's half.

`DpopClient` is in one of two states for each server: without a nonce, and with the last one that it gave. An answer
moves it (`receive`), which also says whether to send the request again: once, when a nonce was asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from .challenge import parse_challenges
from .jwt import Key, base64url_encode, new_key, public_jwk, sign, thumbprint, usual_algorithm

PROOF_TYPE = "dpop+jwt"


def token_hash(access_token: str) -> str:
    """`ath`: the hash of the access token (section 4.2)."""
    return base64url_encode(hashlib.sha256(access_token.encode("ascii", "replace")).digest())


def target_uri(url: str) -> str:
    """`htu`: the URL without query and fragment (section 4.2)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))


class DpopClient:
    """Proofs by one key. `jti` and the time are the caller's, so equal inputs differ in the signature alone."""

    def __init__(self, key: Key | None = None, algorithm: str = "ES256") -> None:
        self.key = new_key(algorithm) if key is None else key
        self.algorithm = usual_algorithm(self.key) if key is not None else algorithm
        self._nonces: dict[str, str] = {}

    @property
    def thumbprint(self) -> str:
        """`jkt`: what a token is bound to (section 6.1)."""
        return thumbprint(self.key)

    def proof(
        self,
        method: str,
        url: str,
        now_s: int,
        jti: str,
        access_token: str | None = None,
        changes: Mapping[str, object] | None = None,
    ) -> str:
        """The DPoP field of one request. `changes` make a wrong one: other claims, and those taken out by None."""
        claims: dict[str, object] = {"jti": jti, "htm": method, "htu": target_uri(url), "iat": now_s}
        nonce = self._nonces.get(_origin(url))
        if nonce is not None:
            claims["nonce"] = nonce
        if access_token is not None:
            claims["ath"] = token_hash(access_token)
        claims.update(changes or {})
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"typ": PROOF_TYPE, "alg": self.algorithm, "jwk": public_jwk(self.key)}
        return sign(header, claims, self.key)

    def receive(self, url: str, nonce: str | None, *, error: str | None, challenges: Iterable[str] = ()) -> bool:
        """Takes the `DPoP-Nonce` of an answer; whether it asked for one that the proof did not have.

        An authorization server asks by the error `use_dpop_nonce` (section 8), a resource by a challenge (section 9).
        """
        origin = _origin(url)
        is_new = nonce is not None and nonce != self._nonces.get(origin)
        if nonce is not None:
            self._nonces[origin] = nonce
        asked = error == "use_dpop_nonce" or any(
            each.scheme == "dpop" and each.parameters.get("error") == "use_dpop_nonce"
            for each in parse_challenges(challenges)
        )
        return asked and is_new


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
