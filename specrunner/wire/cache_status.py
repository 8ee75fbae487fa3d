"""What caches on the way say they did with a request: Cache-Status (RFC 9211)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..lean import dataclass

_NAMES: Mapping[str, type | tuple[type, ...]] = {
    "hit": bool,
    "fwd": str,
    "fwd-status": int,
    "ttl": int,
    "stored": bool,
    "collapsed": bool,
    "key": str,
    "detail": str,
}


@dataclass(frozen=True, slots=True)
class CacheStatus:
    """What one cache did. `members` has what it said: those of RFC 9211 with the type that they have there, by their
    names with `_` for `-`, and others as they came."""

    cache: str
    members: Mapping[str, object]

    def present(self) -> dict[str, object]:
        """All of it as one map; `hit` is always there, since its absence says that it was none."""
        return {"hit": False, **self.members, "cache": self.cache}


def parse_cache_status(values: Iterable[str]) -> tuple[CacheStatus, ...] | None:
    """The caches in order, the one nearest to the origin first; None when the field is malformed. Never raises."""
    # Imported on use: 40 ms, and most answers have no such field.
    import http_sf

    try:
        parsed: Any = http_sf.parse(", ".join(values).encode("latin-1", "replace"), tltype="list")
    except ValueError:
        return None
    if not isinstance(parsed, list):
        return None
    found: list[CacheStatus] = []
    for item, parameters in parsed:
        name = getattr(item, "data", item)
        if not isinstance(name, str):
            return None
        found.append(CacheStatus(name, dict(_members(parameters))))
    return tuple(found)


def _members(parameters: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    for name, value in parameters.items():
        plain = getattr(value, "data", value)
        wanted = _NAMES.get(name)
        # `ttl=?1` is no ttl: bool is an int to Python, but not to the field.
        if wanted is None or (isinstance(plain, wanted) and (wanted is bool or not isinstance(plain, bool))):
            yield name.replace("-", "_"), plain
