"""Keys as JSON (RFC 7517): sets of public ones, and those that this side signs with."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, TypeAlias

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from ...lean import dataclass
from .compact import Token

Key: TypeAlias = OctKey | RSAKey | ECKey | OKPKey

SYMMETRIC = ("HS256", "HS384", "HS512")
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_FAMILIES = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class KeyUnreadable(ValueError):
    """A key that cannot be used; its text says why."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """A JWK set as it came. Keys that cannot be read are skipped, as section 5 of RFC 7517 asks for."""

    keys: tuple[Mapping[str, object], ...] = ()

    def for_token(self, token: Token) -> tuple[Mapping[str, object], ...]:
        """The keys that may have signed the token: of its `kid` where it names one, else all that fit its `alg`."""
        fitting = [key for key in self.keys if _fits(key, token.algorithm)]
        if token.key_id is None:
            return tuple(fitting)
        return tuple(key for key in fitting if key.get("kid") == token.key_id)


def _fits(key: Mapping[str, object], algorithm: str) -> bool:
    if key.get("kty") != _FAMILIES.get(algorithm[:2]) or key.get("use", "sig") != "sig":
        return False
    if algorithm in _CURVES and key.get("crv") != _CURVES[algorithm]:
        return False
    return key.get("alg", algorithm) == algorithm


def read_key_set(document: object) -> KeySet | None:
    """A JWK set; None when it is none (RFC 7517 section 5)."""
    keys = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(keys, list):
        return None
    return KeySet(tuple(key for key in keys if isinstance(key, Mapping) and isinstance(key.get("kty"), str)))


def read_key(source: Mapping[str, object] | str | bytes) -> Key:
    """A key of a JWK, of PEM, or (any other text) a secret for HMAC. Raises KeyUnreadable."""
    try:
        with warnings.catch_warnings():
            # Weak keys are what tests bring along on purpose.
            warnings.simplefilter("ignore")
            if isinstance(source, Mapping):
                return import_key(dict(source))  # type: ignore[arg-type]
            data = source.encode() if isinstance(source, str) else source
            if b"-----BEGIN" not in data:
                return OctKey.import_key(data)
            return _of_pem(data)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeyUnreadable(f"the key cannot be read: {error}") from None


def _of_pem(data: bytes) -> Key:
    problem: Exception = ValueError("it is no private or public key")
    types: tuple[type[RSAKey | ECKey | OKPKey], ...] = (RSAKey, ECKey, OKPKey)
    for type_ in types:
        try:
            return type_.import_key(data)
        except (JoseError, ValueError, TypeError) as error:
            problem = error
    raise ValueError(str(problem))


def new_key(algorithm: str) -> Key:
    """A fresh private key for an algorithm. Uses the system's randomness."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        match algorithm[:2]:
            case "ES":
                return ECKey.generate_key(_CURVES[algorithm], private=True)
            case "RS" | "PS":
                return RSAKey.generate_key(2048, private=True)
            case "Ed":
                return OKPKey.generate_key("Ed25519", private=True)
    raise KeyUnreadable(f"there is no key for `{algorithm}`")


def usual_algorithm(key: Key) -> str:
    """What one signs with, with a key that does not say."""
    named = key.get("alg")
    if isinstance(named, str):
        return named
    match key:
        case OctKey():
            return "HS256"
        case RSAKey():
            return "RS256"
        case ECKey():
            curve = str(key.as_dict(private=False).get("crv"))
            return next((name for name, each in _CURVES.items() if each == curve), "ES256")
    return "EdDSA"


def public_jwk(key: Key) -> dict[str, Any]:
    """The public half, with the members that the type requires and no others (RFC 7638 section 3.2)."""
    required = {
        "RSA": ("e", "kty", "n"),
        "EC": ("crv", "kty", "x", "y"),
        "OKP": ("crv", "kty", "x"),
        "oct": ("k", "kty"),
    }
    known = key.as_dict(private=False) if not isinstance(key, OctKey) else key.as_dict()
    return {name: known[name] for name in required[str(known["kty"])]}


def thumbprint(key: Key) -> str:
    """RFC 7638, by SHA-256."""
    return key.thumbprint()


def sign(header: Mapping[str, object], claims: Mapping[str, object], key: Key) -> str:
    """A signed token; `alg` is that of the header, else the usual one of the key. Raises KeyUnreadable."""
    import orjson

    algorithm = str(header.get("alg") or usual_algorithm(key))
    fields = {**header, "alg": algorithm}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
            return jws.serialize_compact(fields, orjson.dumps(dict(claims)), key, registry=registry)
    except (JoseError, ValueError, TypeError) as error:
        raise KeyUnreadable(f"`{algorithm}` cannot be signed with this key: {error}") from None


def is_signed_by(token: Token, key: Key) -> bool:
    """Whether the signature holds, under the `alg` of the token; nothing else of it is judged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            algorithm = JWSRegistry.algorithms[token.algorithm]
            key.check_use("sig")
            return algorithm.verify(token.signing_input, token.signature, key)
    except (JoseError, ValueError, TypeError, KeyError):
        return False
