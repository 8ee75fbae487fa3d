"""All that the server remembers: sign-ins, codes, tokens, families of refresh tokens, device codes, keys."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..bounded import Bounded
from ..settings import User
from ..shop import Shop
from ..users import Door
from .clients import Client, Clients

if TYPE_CHECKING:
    from joserfc.jwk import ECKey

CODE_TTL_S = 60.0
DEVICE_TTL_S = 300.0
DEVICE_INTERVAL_S = 1


@dataclass(frozen=True, slots=True)
class Request:
    """An authorization request that was checked, until the user has decided."""

    client: Client
    redirect_uri: str
    scope: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """A code; `used_by` is the family that its first use made."""

    request: Request
    user: User
    expires_at_s: float
    used_by: str = ""


@dataclass(slots=True)
class Family:
    """All tokens that came of one consent. Only the newest refresh token is good; the reuse of another ends all."""

    client: Client
    user: User
    scope: str
    refresh_token: str = ""
    jkt: str = ""
    is_over: bool = False
    access_tokens: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token is for; `user` is None for a client of its own."""

    client: Client
    user: User | None
    scope: str
    expires_at_s: float
    claims: Mapping[str, Any]
    jkt: str = ""


@dataclass(slots=True)
class Device:
    """A device that waits for its user. `user` is None until then; `asked_at_s` is when it last asked."""

    client: Client
    scope: str
    user_code: str
    expires_at_s: float
    user: User | None = None
    is_denied: bool = False
    asked_at_s: float = 0.0


class State:
    """One server. `shop` has the users, the clock and chance."""

    def __init__(self, shop: Shop) -> None:
        capacity = shop.settings.max_keys
        self.shop = shop
        self.clients = Clients(capacity)
        self.sessions: Bounded[User] = Bounded(capacity)
        self.requests: Bounded[Request] = Bounded(capacity)
        self.pushed: Bounded[Mapping[str, str]] = Bounded(capacity)
        self.codes: Bounded[Code] = Bounded(capacity)
        self.families: Bounded[Family] = Bounded(capacity)
        self.refresh_tokens: Bounded[str] = Bounded(capacity)
        self.access_tokens: Bounded[Access] = Bounded(capacity)
        self.devices: Bounded[Device] = Bounded(capacity)
        self.proofs: Bounded[float] = Bounded(capacity)
        self.nonce = shop.ids.token()
        self.keys: list[ECKey] = []

    @property
    def key(self) -> "ECKey":
        """The key that signs now; made when the first token needs it."""
        if not self.keys:
            self.rotate()
        return self.keys[-1]

    def rotate(self) -> None:
        """A new key signs from now on; the one before is still published, those before it are not."""
        # Lazy: it brings cryptography, which would double the time that the shop needs to start.
        from joserfc.jwk import ECKey

        key = ECKey.generate_key("P-256", {"kid": self.shop.ids.token()[:8], "use": "sig", "alg": "ES256"})
        self.keys = [*self.keys[-1:], key]

    def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        from joserfc import jwt  # lazy, as above

        header = {"typ": kind, "alg": "ES256", "kid": str(self.key.kid)}
        return jwt.encode(header, dict(claims), self.key, algorithms=["ES256"])

    def now_s(self) -> int:
        # Token times are compared with other clocks, so they are those of the wall.
        return int(time.time())

    def open_family(self, client: Client, user: User, scope: str, jkt: str) -> str:
        name = self.shop.ids.token()
        self.families.put(name, Family(client, user, scope, jkt=jkt))
        return name

    def end_family(self, name: str) -> None:
        family = self.families.get(name)
        if family is not None:
            family.is_over = True
            for token in family.access_tokens:
                self.end_access(token)

    def end_access(self, token: str) -> None:
        self.access_tokens.drop(token)
        self.shop.tokens.revoke(token)

    def grant_access(
        self, issuer: str, client: Client, user: User | None, scope: str, *, jkt: str = "", audience: str = ""
    ) -> str:
        """A new access token, which opens the shop too when it is of a user (RFC 9068)."""
        now_s, ttl_s = self.now_s(), self.shop.settings.token_ttl_s
        claims: dict[str, Any] = {
            "iss": issuer,
            "sub": user.name if user else client.id,
            "aud": audience or issuer,
            "client_id": client.id,
            "scope": scope,
            "iat": now_s,
            "exp": now_s + ttl_s,
            "jti": self.shop.ids.token(),
        }
        if jkt:
            claims["cnf"] = {"jkt": jkt}
        token = self.sign(claims, "at+jwt")
        self.access_tokens.put(token, Access(client, user, scope, now_s + ttl_s, claims, jkt))
        if user is not None and not jkt:
            self.shop.tokens.grant(token, user, Door.BEARER, self.shop.clock() + ttl_s)
        return token

    def use_code(self, code: str) -> Code | None:
        """A code on its first use; a second use ends what came of the first (RFC 6749 section 4.1.2)."""
        found = self.codes.get(code)
        if found is None or self.shop.clock() >= found.expires_at_s:
            return None
        if found.used_by:
            self.end_family(found.used_by)
            return None
        return found

    def mark_used(self, code: str, family: str) -> None:
        found = self.codes.get(code)
        if found is not None:
            self.codes.put(code, replace(found, used_by=family))
