"""The way in with a token: RFC 9728 metadata for those who have none, RFC 6750 refusals for the others."""

import json
import urllib.request
from collections.abc import Mapping
from functools import partial
from typing import Any

import trio
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .dispatch import find_tool

PATH = "/private/mcp"
METADATA_PATH = f"/.well-known/oauth-protected-resource{PATH}"
READ, WRITE = "tools", "tools.write"
FETCH_S = 5.0


class Guard:
    """Lets in who has a token of `issuer` that was made for this server (RFC 8707)."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._keys: KeySet | None = None

    def metadata(self, request: Request) -> Response:
        """Where tokens come from."""
        return JSONResponse(
            {
                "resource": _resource(request),
                "authorization_servers": [self._issuer],
                "scopes_supported": [READ, WRITE],
                "bearer_methods_supported": ["header"],
            }
        )

    async def refusal(self, request: Request, body: bytes) -> Response | None:
        """The answer to who may not come in; None for who may."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return _refused(request, 401, {"scope": READ})
        claims = await self._claims(token)
        if claims is None or claims.get("iss") != self._issuer or claims.get("aud") != _resource(request):
            return _refused(request, 401, {"error": "invalid_token"})
        missing = _needed(body) - set(str(claims.get("scope")).split())
        if missing:
            wanted = " ".join(sorted(_needed(body)))
            return _refused(request, 403, {"error": "insufficient_scope", "scope": wanted})
        return None

    async def _claims(self, token: str) -> Mapping[str, Any] | None:
        if self._keys is None:
            fetch = partial(_fetch, f"{self._issuer}/jwks")
            self._keys = KeySet.import_key_set(await trio.to_thread.run_sync(fetch))
        try:
            decoded = jwt.decode(token, self._keys, algorithms=["ES256"])
            jwt.JWTClaimsRegistry().validate(decoded.claims)
        except (JoseError, ValueError):
            return None
        return decoded.claims


def _resource(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{PATH}"


def _needed(body: bytes) -> set[str]:
    """The scopes for a message: one that may change something wants more."""
    try:
        message = json.loads(body)
    except ValueError:
        return {READ}
    params = message.get("params") if isinstance(message, dict) and message.get("method") == "tools/call" else None
    tool = find_tool(params.get("name")) if isinstance(params, dict) else None
    return {READ} if tool is None or tool.is_read_only else {READ, WRITE}


def _refused(request: Request, status: int, parameters: Mapping[str, str]) -> Response:
    metadata = f"{request.url.scheme}://{request.url.netloc}{METADATA_PATH}"
    parts = [f'{name}="{value}"' for name, value in {**parameters, "resource_metadata": metadata}.items()]
    return Response(status_code=status, headers={"WWW-Authenticate": "Bearer " + ", ".join(parts)})


def _fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=FETCH_S) as answer:
        return json.load(answer)
