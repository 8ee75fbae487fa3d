"""Who may log in, and the tokens that say who did."""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from .bounded import Bounded
from .settings import User


class Door(StrEnum):
    """The way a caller proved who they are."""

    BEARER = "bearer"
    SESSION = "session"
    BASIC = "basic"
    DIGEST = "digest"
    API_KEY = "api_key"


@dataclass(frozen=True, slots=True)
class Login:
    """One valid token and what it opens; `token` is empty where the request itself carried the proof."""

    user: User
    door: Door
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Grant:
    user: User
    door: Door
    expires_at_s: float


class Users:
    """The directory, fixed for the life of the process."""

    def __init__(self, users: tuple[User, ...]) -> None:
        self._users = {user.name: user for user in users}

    def find(self, name: str) -> User | None:
        return self._users.get(name)

    def all(self) -> tuple[User, ...]:
        return tuple(self._users.values())

    def verify_password(self, name: str, password: str) -> User | None:
        """The user, if that is their password. Takes as long for an unknown name as for a wrong password."""
        user = self._users.get(name)
        expected = user.password if user is not None else ""
        is_right = hmac.compare_digest(expected.encode(), password.encode())
        return user if is_right else None

    def verify_api_key(self, key: str) -> User | None:
        matches = [user for user in self.all() if hmac.compare_digest(user.api_key.encode(), key.encode())]
        return matches[0] if matches else None


class Tokens:
    """Bearer tokens and session cookies. A token opens only the door it was made for."""

    def __init__(self, capacity: int) -> None:
        self._grants: Bounded[_Grant] = Bounded(capacity)

    def grant(self, token: str, user: User, door: Door, expires_at_s: float) -> None:
        self._grants.put(token, _Grant(user, door, expires_at_s))

    def look_up(self, token: str, door: Door, now_s: float) -> Login | None:
        grant = self._grants.get(token)
        if grant is None or grant.door is not door:
            return None
        if now_s >= grant.expires_at_s:
            self._grants.drop(token)
            return None
        return Login(grant.user, door, token)

    def revoke(self, token: str) -> None:
        self._grants.drop(token)
