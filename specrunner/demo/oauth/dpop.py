"""Proofs of possession, the server's half (RFC 9449). The server always wants a nonce in them."""

import base64
import hashlib
import json

from starlette.requests import Request

from .refusal import Refusal
from .state import State

SKEW_S = 60


def proof_of(request: Request, state: State, access_token: str = "") -> str:
    """The thumbprint of the key that the request proves to have; empty without a proof. Raises Refusal."""
    proof = request.headers.get("dpop")
    if proof is None:
        return ""
    # Lazy: it brings cryptography, which would double the time that the shop needs to start.
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    try:
        encoded = proof.split(".")[0]
        header = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        key = ECKey.import_key(header["jwk"])
        token = jwt.decode(proof, key, algorithms=["ES256"])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Refusal("invalid_dpop_proof", "the proof cannot be read or its signature is wrong") from error
    problem = _problem(token.header, token.claims, request, state, access_token)
    if problem:
        raise Refusal("invalid_dpop_proof", problem, headers={"DPoP-Nonce": state.nonce})
    if token.claims.get("nonce") != state.nonce:
        raise Refusal(
            "use_dpop_nonce", "the proof needs the nonce of the answer", headers={"DPoP-Nonce": state.nonce}
        )
    state.proofs.put(str(token.claims["jti"]), state.shop.clock())
    return key.thumbprint()


def _problem(
    header: dict[str, object], claims: dict[str, object], request: Request, state: State, access_token: str
) -> str:
    """What is wrong with a proof (section 4.3); empty when nothing is."""
    iat = claims.get("iat")
    ath = base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()
    wrong = {
        "`typ` is not dpop+jwt": header.get("typ") != "dpop+jwt",
        "the key is a private one": "d" in dict(header.get("jwk") or {}),  # type: ignore[call-overload]
        "`htm` is of another method": claims.get("htm") != request.method,
        "`htu` is of another address": claims.get("htu") != str(request.url.replace(query="")),
        "`iat` is too far off": not isinstance(iat, int) or abs(state.now_s() - iat) > SKEW_S,
        "`jti` is missing or was used before": not claims.get("jti") or str(claims.get("jti")) in state.proofs,
        "`ath` is of another token": bool(access_token) and claims.get("ath") != ath,
    }
    return next((text for text, is_so in wrong.items() if is_so), "")
