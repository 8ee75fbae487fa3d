"""How the client says who it is, and proves that a token is its own: parameters and header fields of requests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field

from ...lean import dataclass
from ...requests import Unsendable
from ...wire.dpop import DpopClient
from ...wire.jwt import Key as PrivateKey
from ...wire.jwt import KeyUnreadable, read_key, sign, usual_algorithm
from ...wire.oauth import ASSERTION_TYPE, assertion_claims, base64url, basic_header
from .conversation import Conversation, Fields, Received
from .model import Dpop, Key
from .server import Server

ASSERTION_LIFETIME_S = 60


def random_text() -> str:
    """22 characters that nobody guesses."""
    return base64url(os.urandom(16))


def now_s(talk: Conversation) -> int:
    """Whole seconds since the epoch."""
    return int(talk.ctx.clock.now().timestamp())


def load_key(key: Key, talk: Conversation) -> PrivateKey:
    """The key that is written. Raises Unsendable."""
    source: Mapping[str, object] | str | bytes
    try:
        if key.jwk is not None:
            source = key.jwk
        elif key.file is not None:
            source = _of_file(talk.ctx.files.read(key.file))
        else:
            source = key.pem or ""
        found = read_key(source)
        if not found.is_private or found.key_type == "oct":
            raise KeyUnreadable("the key cannot be read: it is no private key")
        return found
    except OSError as error:
        raise Unsendable("file", f"the key cannot be read from {key.file}: {error}") from None
    except KeyUnreadable as error:
        raise Unsendable("request", str(error), "give a private key as PEM or as a JWK") from None


def _of_file(data: bytes) -> Mapping[str, object] | bytes:
    import orjson

    if not data.lstrip().startswith(b"{"):
        return data
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise KeyUnreadable(f"the key cannot be read: {error}") from None
    return found if isinstance(found, Mapping) else data


def auth_method(talk: Conversation) -> str:
    """The method in use: the one given, else what the client has something for."""
    client = talk.action.client
    if client is None:
        return "none"
    if client.auth is not None:
        return client.auth
    if client.key is not None:
        return "private_key_jwt"
    return "basic" if client.secret is not None else "none"


def client_parts(talk: Conversation, server: Server, url: str) -> tuple[Fields, Fields]:
    """Parameters and header fields that identify the client at an endpoint. Raises Unsendable."""
    client = talk.action.client
    if client is None:
        return (), ()
    method = auth_method(talk)
    identity = (("client_id", client.id),)
    if method in ("none", "tls"):
        return identity, ()
    if method in ("private_key_jwt", "client_secret_jwt"):
        audience = client.audience or server.issuer or url
        assertion = _assertion(talk, method, audience)
        talk.keep_secret(assertion, "CLIENT_ASSERTION")
        return (*identity, ("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)), ()
    if client.secret is None:
        raise Unsendable("request", f"`client: {{auth: {method}}}` needs a secret", "add `secret`")
    talk.keep_secret(client.secret, "CLIENT_SECRET")
    if method == "post":
        return (*identity, ("client_secret", client.secret)), ()
    header = basic_header(client.id, client.secret)
    talk.keep_secret(header.partition(" ")[2], "CLIENT_SECRET")
    return (), (("Authorization", header),)


def _assertion(talk: Conversation, method: str, audience: str) -> str:
    client = talk.action.client
    if client is None:
        raise AssertionError("only a client makes assertions")
    claims = dict(assertion_claims(client.id, audience, now_s(talk), ASSERTION_LIFETIME_S, random_text()))
    claims.update(client.claims)
    claims = {name: value for name, value in claims.items() if value is not None}
    header: dict[str, object] = {"typ": "JWT"}
    if method == "client_secret_jwt":
        if client.secret is None:
            raise Unsendable("request", "`client: {auth: client_secret_jwt}` needs a secret", "add `secret`")
        talk.keep_secret(client.secret, "CLIENT_SECRET")
        key, header["alg"] = read_key(client.secret), "HS256"
    elif client.key is None:
        raise Unsendable("request", "`client: {auth: private_key_jwt}` needs a key", "add `key`")
    else:
        key = load_key(client.key, talk)
        header["alg"] = client.key.algorithm or usual_algorithm(key)
        key_id = client.key.id or (client.key.jwk or {}).get("kid")
        if key_id is not None:
            header["kid"] = key_id
    try:
        return sign(header, claims, key)
    except KeyUnreadable as error:
        raise Unsendable("request", str(error)) from None


@dataclass(slots=True)
class DpopKeys:
    """The proof keys of a session: one that was made, and those that were given, by thumbprint."""

    made: DpopClient | None = None
    given: dict[str, DpopClient] = field(default_factory=dict)


def dpop_client(talk: Conversation) -> DpopClient | None:
    """Who makes proofs for the action; None when it asks for none. The same for all steps of a session."""
    wanted = talk.action.dpop
    if wanted is False:
        return None
    keys = talk.ctx.session.get(DpopKeys, DpopKeys)
    if isinstance(wanted, Dpop) and wanted.key is not None:
        key = load_key(wanted.key, talk)
        made = DpopClient(key)
        return keys.given.setdefault(made.thumbprint, made)
    if keys.made is None:
        keys.made = DpopClient()
    return keys.made


async def send_proven(
    talk: Conversation,
    method: str,
    url: str,
    pairs: Fields | None,
    headers: Fields = (),
    *,
    access_token: str | None = None,
) -> Received:
    """A request with a proof, where the action wants one; once more with the nonce that the server asks for."""
    prover = dpop_client(talk)
    if prover is None:
        return await _send(talk, method, url, pairs, headers)
    wanted = talk.action.dpop if isinstance(talk.action.dpop, Dpop) else Dpop()
    talk.result.values["dpop"] = {"jkt": prover.thumbprint}
    received = await _send(
        talk, method, url, pairs, (*headers, _proof(talk, prover, wanted, method, url, access_token))
    )
    body = received.json
    error = body.get("error") if isinstance(body, Mapping) else None
    is_asked = prover.receive(
        url,
        received.header("dpop-nonce"),
        error=error if isinstance(error, str) else None,
        challenges=received.message.headers.all("www-authenticate"),
    )
    if not is_asked or not wanted.retry:
        return received
    talk.notices.append(f"{url} asked for a nonce in the DPoP proof; sent again with it")
    again = await _send(talk, method, url, pairs, (*headers, _proof(talk, prover, wanted, method, url, access_token)))
    prover.receive(url, again.header("dpop-nonce"), error=None)
    return again


def _proof(
    talk: Conversation, prover: DpopClient, wanted: Dpop, method: str, url: str, access_token: str | None
) -> tuple[str, str]:
    proof = prover.proof(method, url, now_s(talk), random_text(), access_token, changes=wanted.claims)
    return "DPoP", proof


async def _send(talk: Conversation, method: str, url: str, pairs: Fields | None, headers: Fields) -> Received:
    if pairs is None:
        return await talk.send(method, url, headers=(("Accept", "application/json"), *headers))
    return await talk.post_form(url, pairs, headers=headers)
