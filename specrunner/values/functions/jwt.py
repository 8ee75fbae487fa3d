"""JSON Web Tokens: looked into without trust, and signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from ..describe import describe
from ..failure import OperandError
from ..json import JsonError, parse_json
from ..kinds import MAP, TEXT, TEXT_OR_BYTES
from ..spelling import settle
from .encoding import base64_bytes
from .table import Function, Parameter

# Keys of HMAC are texts; of the others, PEM.
_ALGORITHM_NAMES: Final = "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA"
_ALGORITHMS: Final = tuple(_ALGORITHM_NAMES.split())


def decode(token: str) -> dict[str, object]:
    parts = token.strip().removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        raise OperandError(f"{describe(token, 24)} is no signed token: it has {len(parts)} of 3 parts", argument=0)
    return {"header": _section(parts[0], "header"), "payload": _section(parts[1], "payload"), "signature": parts[2]}


def _section(part: str, name: str) -> object:
    try:
        return parse_json(base64_bytes(part)).value
    except (OperandError, JsonError) as error:
        raise OperandError(f"the token's {name} cannot be read: {error}", argument=0) from None


def check_algorithm(algorithm: object) -> object:
    if algorithm not in _ALGORITHMS:
        raise OperandError(f"there is no algorithm `{algorithm}`", f"one of {', '.join(_ALGORITHMS)}", argument=2)
    return algorithm


def encode(
    claims: Mapping[str, object],
    key: str | bytes,
    algorithm: str = "HS256",
    header: Mapping[str, object] | None = None,
) -> str:
    # Lazy: joserfc brings cryptography, 100 ms that few runs need.
    import warnings

    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

    check_algorithm(algorithm)
    key_types: dict[str, Any] = {"HS": OctKey, "RS": RSAKey, "PS": RSAKey, "ES": ECKey, "Ed": OKPKey}
    plain = cast("dict[str, Any]", settle(claims, is_deep=True))
    fields = {"typ": "JWT", **(header or {}), "alg": algorithm}
    try:
        with warnings.catch_warnings():
            # Weak keys are what tests send on purpose.
            warnings.simplefilter("ignore")
            signer = key_types[algorithm[:2]].import_key(key)
            return str(jwt.encode(fields, plain, signer, algorithms=[algorithm]))
    except (JoseError, ValueError, TypeError) as error:
        raise OperandError(f"the token cannot be signed: {error}", argument=1) from None


_GROUP: Final = "Tokens"
FUNCTIONS: Final = (
    Function(
        "jwt.decode",
        _GROUP,
        (Parameter("token", TEXT),),
        MAP,
        "The `header`, `payload` and `signature` of a signed token. The signature is not checked.",
        'jwt.decode(jwt.encode({"sub": "ann"}, "secret")).payload.sub == "ann"',
        decode,
    ),
    Function(
        "jwt.encode",
        _GROUP,
        (
            Parameter("claims", MAP),
            Parameter("key", TEXT_OR_BYTES),
            Parameter("algorithm", TEXT, is_optional=True, check_literal=check_algorithm),
            Parameter("header", MAP, is_optional=True),
        ),
        TEXT,
        "A token signed with the key: a text for `HS256` (which counts when nothing is said) and its like, PEM for "
        "the others.",
        'jwt.decode(jwt.encode({"sub": "ann"}, "secret", "HS512")).header.alg == "HS512"',
        encode,
        # ES256 and its like sign with fresh randomness each time.
        is_pure=False,
    ),
)
