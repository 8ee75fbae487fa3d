"""HTTP digest authentication, the server's half (RFC 7616, and RFC 2069 for `qop=none`)."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from .bounded import Bounded
from .settings import User

REALM = "specrunner demo"
ALGORITHMS = ("SHA-256", "SHA-256-sess", "MD5", "MD5-sess")

# RFC 9110 section 11.2: auth-param is token = (token / quoted-string).
_PARAMETER = re.compile(r'\s*([A-Za-z0-9!#$%&\'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)')


class Verdict(Enum):
    RIGHT = auto()
    WRONG = auto()
    STALE = auto()
    """The proof would hold, but the nonce is too old: the client may try again without asking its user."""


@dataclass(frozen=True, slots=True)
class _Nonce:
    issued_at_s: float
    last_count: int


def parse_credentials(field: str) -> dict[str, str] | None:
    """Parameters of an `Authorization: Digest ...` field, names in lower case; None when it is not one."""
    scheme, _, rest = field.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    found: dict[str, str] = {}
    offset = 0
    while offset < len(rest):
        match = _PARAMETER.match(rest, offset)
        if match is None or match[1].lower() in found:
            return None
        quoted = match[2]
        found[match[1].lower()] = match[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        offset = match.end()
    return found


def expected_response(given: Mapping[str, str], method: str, user: User) -> str:
    """The proof that a client which knows the password would have sent (RFC 7616 section 3.4.1)."""
    algorithm = given.get("algorithm", "MD5")
    name = "sha256" if algorithm.startswith("SHA-256") else "md5"

    def digest(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    secret = digest(f"{user.name}:{REALM}:{user.password}")
    if algorithm.endswith("-sess"):
        secret = digest(f"{secret}:{given['nonce']}:{given.get('cnonce', '')}")
    action = digest(f"{method}:{given['uri']}")
    if "qop" in given:
        middle = f"{given['nc']}:{given['cnonce']}:{given['qop']}"
        return digest(f"{secret}:{given['nonce']}:{middle}:{action}")
    return digest(f"{secret}:{given['nonce']}:{action}")


class Nonces:
    """The challenges that are out. Each is good for `ttl_s`, and each of its counts only once."""

    def __init__(self, ttl_s: float, capacity: int) -> None:
        self._ttl_s = ttl_s
        self._nonces: Bounded[_Nonce] = Bounded(capacity)

    def challenge(self, nonce: str, algorithm: str, qop: str | None, now_s: float, *, is_stale: bool) -> str:
        """A `WWW-Authenticate` value. `qop` None leaves the parameter out, as servers did before RFC 2617."""
        self._nonces.put(nonce, _Nonce(now_s, 0))
        parts = [f'realm="{REALM}"']
        if qop is not None:
            parts.append(f'qop="{qop}"')
        parts += [f"algorithm={algorithm}", f'nonce="{nonce}"', f'opaque="{nonce[::-1]}"']
        if is_stale:
            parts.append("stale=true")
        return "Digest " + ", ".join(parts)

    def judge(self, given: Mapping[str, str], method: str, target: str, user: User, now_s: float) -> Verdict:
        """Check one set of credentials. `target` is path and query as the client sent them."""
        if not _is_complete(given) or given["uri"] != target or given.get("realm") != REALM:
            return Verdict.WRONG
        if given.get("opaque", given["nonce"][::-1]) != given["nonce"][::-1]:
            return Verdict.WRONG
        proof = expected_response(given, method, user)
        if not hmac.compare_digest(proof.encode(), given["response"].lower().encode()):
            return Verdict.WRONG
        return self._spend(given, now_s)

    def _spend(self, given: Mapping[str, str], now_s: float) -> Verdict:
        """Use up one count of the nonce, after the proof was found right."""
        name = given["nonce"]
        nonce = self._nonces.get(name)
        if nonce is None or now_s - nonce.issued_at_s >= self._ttl_s:
            return Verdict.STALE
        if "qop" in given:
            count = int(given["nc"], 16)
            if count <= nonce.last_count:
                return Verdict.STALE
            self._nonces.put(name, _Nonce(nonce.issued_at_s, count))
        return Verdict.RIGHT


def _is_complete(given: Mapping[str, str]) -> bool:
    if not {"username", "nonce", "uri", "response"} <= given.keys():
        return False
    if given.get("algorithm", "MD5") not in ALGORITHMS:
        return False
    if "qop" not in given:
        return True
    has_count = re.fullmatch("[0-9a-fA-F]{8}", given.get("nc", "")) is not None
    return given["qop"] == "auth" and has_count and bool(given.get("cnonce"))
