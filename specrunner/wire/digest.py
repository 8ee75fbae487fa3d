"""HTTP digest access authentication, the client's half (RFC 7616, and RFC 2069 where a server names no qop).

`DigestClient` is in one of two states: without a challenge (`authorization` gives None: send without), and with one
(each request gets a proof with the next nonce count). `receive_challenge` moves it to the second, again and again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import quote as percent_encode

from ..lean import dataclass
from .challenge import Challenge
from .fields import quote, split_directive, split_list

# Strongest first; RFC 7616 section 3.7 leaves the choice to the client where a server offers several.
_HASHES = {"sha-512-256": "sha512_256", "sha-256": "sha256", "md5": "md5"}


@dataclass(frozen=True, slots=True)
class DigestChallenge:
    """What a server's digest challenge says; `qop` are the protections that it offers, empty for RFC 2069."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: tuple[str, ...] = ()
    opaque: str | None = None
    is_stale: bool = False
    wants_user_hash: bool = False
    is_utf8: bool = False

    @property
    def hash_name(self) -> str | None:
        """The hash of the algorithm by hashlib's name; None when there is none here."""
        name = _HASHES.get(self.algorithm.lower().removesuffix("-sess"))
        return name if name in hashlib.algorithms_available else None

    @property
    def is_session(self) -> bool:
        return self.algorithm.lower().endswith("-sess")

    @classmethod
    def of(cls, challenge: Challenge) -> DigestChallenge | None:
        """The digest challenge in a WWW-Authenticate member; None when it is of another scheme or lacks a nonce."""
        named = challenge.parameters
        if challenge.scheme != "digest" or "nonce" not in named:
            return None
        return cls(
            realm=named.get("realm", ""),
            nonce=named["nonce"],
            algorithm=named.get("algorithm", "MD5"),
            qop=tuple(word.lower() for word in split_list(named.get("qop", ""))),
            opaque=named.get("opaque"),
            is_stale=named.get("stale", "").lower() == "true",
            wants_user_hash=named.get("userhash", "").lower() == "true",
            is_utf8=named.get("charset", "").lower() == "utf-8",
        )


def choose_digest(challenges: Iterable[Challenge]) -> DigestChallenge | None:
    """The strongest digest challenge that can be answered; None when there is none."""
    offered = [found for challenge in challenges if (found := DigestChallenge.of(challenge)) is not None]
    usable = [each for each in offered if each.hash_name is not None and (not each.qop or _choose_qop(each.qop))]
    order = list(_HASHES.values())
    return min(usable, key=lambda each: order.index(each.hash_name or ""), default=None)


def _choose_qop(offered: tuple[str, ...]) -> str | None:
    return next((word for word in ("auth", "auth-int") if word in offered), None)


class DigestClient:
    """The proofs of one user towards one server. Counts how often each nonce was used (section 3.4, `nc`)."""

    def __init__(self, username: str, password: str) -> None:
        self._username = username
        self._password = password
        self._challenge: DigestChallenge | None = None
        self._count = 0
        self._session_cnonce = ""

    def receive_challenge(self, challenge: DigestChallenge) -> None:
        """Take what the server asked for; the count begins anew unless the nonce is the same."""
        if self._challenge is None or challenge.nonce != self._challenge.nonce:
            self._count = 0
        self._challenge = challenge

    def receive_info(self, info: str) -> None:
        """Take an Authentication-Info field: a `nextnonce` in it replaces the nonce (section 3.5)."""
        named = dict(split_directive(member) for member in split_list(info))
        following = named.get("nextnonce")
        if following and self._challenge is not None and following != self._challenge.nonce:
            old = self._challenge
            self._challenge = DigestChallenge(
                old.realm, following, old.algorithm, old.qop, old.opaque, False, old.wants_user_hash, old.is_utf8
            )
            self._count = 0

    def authorization(self, method: str, target: str, cnonce: str, body: bytes = b"") -> str | None:
        """The Authorization field of one request; None before the first challenge.

        `target` is the request target as it goes on the wire (path and query). `cnonce` is the caller's chance: equal
        inputs give equal proofs. `body` counts only where the server offers `auth-int` alone.
        """
        challenge = self._challenge
        if challenge is None or challenge.hash_name is None:
            return None
        self._count += 1
        if self._count == 1:
            # Section 3.4.2: A1 of a -sess algorithm is made once, with the first cnonce of the session.
            self._session_cnonce = cnonce
        qop = _choose_qop(challenge.qop)
        nonce_count = f"{self._count:08x}"
        first = self._hash_a1(challenge)
        second = _hash(challenge, f"{method}:{target}" + (f":{_hash(challenge, body)}" if qop == "auth-int" else ""))
        middle = f"{challenge.nonce}:{nonce_count}:{cnonce}:{qop}" if qop else challenge.nonce
        proof = _hash(challenge, f"{first}:{middle}:{second}")
        fields = [*self._identity(challenge), f"realm={quote(challenge.realm)}", f"uri={quote(target)}"]
        fields += [f"algorithm={challenge.algorithm}", f"nonce={quote(challenge.nonce)}"]
        if qop:
            fields += [f"nc={nonce_count}", f"cnonce={quote(cnonce)}", f"qop={qop}"]
        elif challenge.is_session:
            fields.append(f"cnonce={quote(cnonce)}")
        fields.append(f"response={quote(proof)}")
        if challenge.opaque is not None:
            fields.append(f"opaque={quote(challenge.opaque)}")
        if challenge.wants_user_hash:
            fields.append("userhash=true")
        return "Digest " + ", ".join(fields)

    def _identity(self, challenge: DigestChallenge) -> list[str]:
        """The user's name: hashed where the server wants that, else in the form that its letters allow."""
        if challenge.wants_user_hash:
            return [f"username={quote(_hash(challenge, f'{self._username}:{challenge.realm}'))}"]
        if self._username.isascii():
            return [f"username={quote(self._username)}"]
        return [f"username*=UTF-8''{percent_encode(self._username, safe='')}"]

    def _hash_a1(self, challenge: DigestChallenge) -> str:
        secret = _hash(challenge, f"{self._username}:{challenge.realm}:{self._password}")
        if not challenge.is_session:
            return secret
        return _hash(challenge, f"{secret}:{challenge.nonce}:{self._session_cnonce}")


def _hash(challenge: DigestChallenge, content: str | bytes) -> str:
    encoded = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    name = challenge.hash_name
    if name is None:
        raise ValueError(f"no hash for the algorithm {challenge.algorithm}")
    return hashlib.new(name, encoded, usedforsecurity=False).hexdigest()
