"""What `auth` adds to a request. Digest needs an answer first, so it lives in the session."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import field

from .. import wire
from ..lean import dataclass
from .fault import Unsendable
from .model import Auth, Credentials
from .url import split_url


@dataclass(frozen=True, slots=True)
class AuthParts:
    """What to add for those ways of authentication that need no challenge. `sensitive` names the header it is in."""

    headers: tuple[tuple[str, str], ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    sensitive: frozenset[str] = frozenset()


_NOTHING = AuthParts()


def auth_parts(auth: Auth | None) -> AuthParts:
    """Header, parameter or cookie for the auth; nothing for digest and for none."""
    if auth is None:
        return _NOTHING
    if auth.bearer is not None:
        return AuthParts(headers=(("Authorization", f"Bearer {auth.bearer}"),))
    if auth.basic is not None:
        return AuthParts(headers=(("Authorization", _basic(auth.basic)),))
    if auth.api_key is not None:
        pair = ((auth.api_key.name, auth.api_key.value),)
        match auth.api_key.in_:
            case "header":
                return AuthParts(headers=pair, sensitive=frozenset({auth.api_key.name.lower()}))
            case "query":
                return AuthParts(params=pair)
            case "cookie":
                return AuthParts(cookies=pair)
    return AuthParts()


def _basic(credentials: Credentials) -> str:
    if ":" in credentials.username:
        hint = "RFC 7617 section 2 has no way to send it; is the password in the wrong place?"
        raise Unsendable("request", "a user name for `basic` cannot hold a colon", hint)
    pair = f"{credentials.username}:{credentials.password}".encode("utf-8", "surrogatepass")
    return "Basic " + base64.b64encode(pair).decode("ascii")


@dataclass(slots=True)
class DigestUsers:
    """The digest clients of a session, one for each origin and user: so that nonces are counted over steps."""

    clients: dict[tuple[str, str, str], wire.DigestClient] = field(default_factory=dict)

    def client(self, url: str, credentials: Credentials) -> wire.DigestClient:
        """The client of a user towards the origin of `url`, made on first use."""
        key = (split_url(url)[0].lower(), credentials.username, credentials.password)
        found = self.clients.get(key)
        if found is None:
            found = self.clients[key] = wire.DigestClient(credentials.username, credentials.password)
        return found


def digest_challenge(status: object, fields: Iterable[str]) -> wire.DigestChallenge | None:
    """The challenge of an answer that digest can meet; None when it is no 401, or asks for something else."""
    return wire.choose_digest(wire.parse_challenges(fields)) if status == 401 else None
