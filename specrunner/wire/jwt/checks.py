"""What must hold of a token, as data: each rule gives a problem with a name (RFC 7519, 8725, 9068, OIDC Core)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ...lean import dataclass
from ..oauth import Problem
from .compact import Token, half_hash
from .keys import ASYMMETRIC, Key, KeySet, KeyUnreadable, is_signed_by, read_key

Found: TypeAlias = list[Problem]


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is asked of a token; None and empty ask nothing.

    `algorithms` is the whole list of those allowed, never more than the author said. `leeway_s` counts for `exp`,
    `nbf` and `iat` alike, and is 0 unless said. `name` begins the ids of the problems (`id_token.exp`).
    """

    name: str = "jwt"
    algorithms: tuple[str, ...] = ASYMMETRIC
    issuer: str | None = None
    audience: str | None = None
    nonce: str | None = None
    types: tuple[str, ...] = ()
    leeway_s: float = 0.0
    access_token: str | None = None
    code: str | None = None
    required: tuple[str, ...] = ("exp",)
    is_id_token: bool = False


def signature_problems(token: Token, keys: KeySet, secret: str | None, wanted: Expectations) -> Found:
    """Allow-list, critical fields, key, signature. `secret` is the client's, for HMAC; never a public key's text."""

    def problem(rule: str, message: str, section: str) -> Problem:
        return Problem(f"{wanted.name}.{rule}", message, section)

    found: Found = []
    if "crit" in token.header:
        # None is understood here, so every one must be refused.
        found.append(problem("crit", "it has critical header fields that are not understood", "RFC 7515 4.1.11"))
    if token.algorithm not in wanted.algorithms:
        allowed = ", ".join(wanted.algorithms)
        found.append(problem("alg", f"`alg` is {token.algorithm or 'missing'}; allowed: {allowed}", "RFC 8725 3.1"))
        return found
    if token.algorithm.startswith("HS"):
        candidates = [] if secret is None else [read_key(secret)]
    else:
        candidates = _readable(keys.for_token(token))
    if not candidates:
        named = f" `{token.key_id}`" if token.key_id is not None else ""
        found.append(problem("kid", f"no key{named} for {token.algorithm} is known", "RFC 7515 6"))
    elif not any(is_signed_by(token, key) for key in candidates):
        found.append(problem("signature", "the signature does not hold", "RFC 7515 5.2"))
    return found


def _readable(candidates: tuple[Mapping[str, object], ...]) -> list[Key]:
    found: list[Key] = []
    for candidate in candidates:
        try:
            found.append(read_key(candidate))
        except KeyUnreadable:
            continue
    return found


def claim_problems(token: Token, wanted: Expectations, now_s: float) -> Found:
    """What is wrong with the claims at this moment, in seconds since the epoch."""
    claims, found = token.claims, []

    def add(rule: str, message: str, section: str) -> None:
        found.append(Problem(f"{wanted.name}.{rule}", message, section))

    for name in wanted.required:
        if name not in claims:
            add(name, f"`{name}` is missing", "OIDC Core 2" if wanted.is_id_token else "RFC 9068 2.2")
    if wanted.types:
        given = str(token.header.get("typ", "")).lower().removeprefix("application/")
        if given not in wanted.types:
            add("typ", f"`typ` is {given or 'missing'}, not {' or '.join(wanted.types)}", "RFC 8725 3.11")
    if wanted.issuer is not None and claims.get("iss") != wanted.issuer:
        add("iss", f"`iss` is {claims.get('iss')!r}, not {wanted.issuer!r}", "RFC 7519 4.1.1")
    found += [*_time_problems(claims, wanted, now_s), *_audience_problems(claims, wanted)]
    if wanted.nonce is not None and claims.get("nonce") != wanted.nonce:
        add("nonce", "`nonce` is not the one that was sent", "OIDC Core 3.1.3.7")
    for name, value in (("at_hash", wanted.access_token), ("c_hash", wanted.code)):
        if name in claims and value is not None and claims[name] != half_hash(value, token.algorithm):
            add(name, f"`{name}` is not that of what came with it", "OIDC Core 3.1.3.6")
    return found


def _time_problems(claims: Mapping[str, object], wanted: Expectations, now_s: float) -> Found:
    found: Found = []
    sections = {"exp": "RFC 7519 4.1.4", "nbf": "RFC 7519 4.1.5", "iat": "RFC 7519 4.1.6"}
    for name, section in sections.items():
        if name not in claims:
            continue
        value = claims[name]
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(Problem(f"{wanted.name}.{name}", f"`{name}` is no number", section))
        elif name == "exp" and now_s >= value + wanted.leeway_s:
            # "on or after which" it must not be accepted: equal is expired.
            late_s = now_s - value
            found.append(Problem(f"{wanted.name}.exp", f"it expired {late_s:.0f} s ago", section))
        elif name != "exp" and now_s < value - wanted.leeway_s - (1 if name == "iat" else 0):
            # `iat` is whole seconds of another clock, rounded as its maker likes: one second is no lie.
            early_s = value - now_s
            found.append(Problem(f"{wanted.name}.{name}", f"`{name}` lies {early_s:.0f} s ahead", section))
    return found


def _audience_problems(claims: Mapping[str, object], wanted: Expectations) -> Found:
    if wanted.audience is None:
        return []
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    found: Found = []
    if wanted.audience not in audiences:
        message = f"`aud` is {given!r}, without {wanted.audience!r}"
        found.append(Problem(f"{wanted.name}.aud", message, "RFC 7519 4.1.3"))
    azp = claims.get("azp")
    if wanted.is_id_token and azp is None and len(audiences) > 1:
        message = "there are several audiences and no `azp`"
        found.append(Problem(f"{wanted.name}.azp", message, "OIDC Core 3.1.3.7"))
    if wanted.is_id_token and azp is not None and azp != wanted.audience:
        message = f"`azp` is {azp!r}, not {wanted.audience!r}"
        found.append(Problem(f"{wanted.name}.azp", message, "OIDC Core 3.1.3.7"))
    return found
