"""How much more a client may ask: Retry-After (RFC 9110 section 10.2.3) and the rate limit fields in use.

Four generations are read, the newest that is there counts:
`RateLimit` and `RateLimit-Policy` as lists (draft-ietf-httpapi-ratelimit-headers-08 and later), `RateLimit` as a
dictionary (draft 7), `RateLimit-Limit/-Remaining/-Reset` (drafts 0 to 6), and `X-RateLimit-*` or `X-Rate-Limit-*`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from ..lean import dataclass
from .dates import parse_http_date
from .fields import delta_seconds, parameters, split_list

Fields = Callable[[str], list[str]]
"""Every value of a header field, whatever its letter case; empty when there is none."""

# A reset above this is a moment, not a delay: 10^9 s as a delay would be 31 years, as Unix time it was in 2001.
_EPOCH_FROM = 1_000_000_000
_EPOCH_MS_FROM = 100_000_000_000


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One quota and what is left of it; None where the answer does not say.

    `policy` is the quota's name, or for the older fields the policy as text (`100;w=60`). `reset_s` is the time until
    it is full again and `window_s` the time it is for, both in seconds; `unit` is what is counted.
    """

    limit: int | None = None
    remaining: int | None = None
    reset_s: float | None = None
    policy: str | None = None
    window_s: int | None = None
    unit: str | None = None

    def present(self) -> dict[str, object]:
        """What is known, by the names that subjects use."""
        known = {
            "limit": self.limit,
            "remaining": self.remaining,
            "reset": self.reset_s,
            "policy": self.policy,
            "window": self.window_s,
            "unit": self.unit,
        }
        return {name: value for name, value in known.items() if value is not None}


def retry_after_s(value: str, now: datetime | None) -> float | None:
    """For how long to wait, in seconds from `now`, never below 0; None when the field is neither number nor date.

    `now` is the moment of the answer, best its own Date field; without it a date says nothing.
    """
    text = value.strip()
    delay_s = delta_seconds(text)
    if delay_s is not None:
        return float(delay_s)
    until = parse_http_date(text, now)
    return None if until is None or now is None else max((until - now).total_seconds(), 0.0)


def read_rate_limits(values: Fields, now: datetime | None) -> tuple[RateLimit, ...]:
    """Every quota that the answer tells of, in order; empty when it tells of none. Never raises."""
    current, policies = values("RateLimit"), values("RateLimit-Policy")
    if current or (policies and not values("RateLimit-Limit")):
        found = _from_lists(current, policies)
        if found is None:
            found = _from_dictionary(current, policies)
        if found:
            return found
    return _from_three(values, "RateLimit-", now) or next(
        (found for prefix in ("X-RateLimit-", "X-Rate-Limit-") if (found := _from_three(values, prefix, now))), ()
    )


def tightest(limits: Iterable[RateLimit]) -> RateLimit | None:
    """The quota that runs out first: least left, and of equals the one that takes longest to fill."""
    return min(
        limits,
        key=lambda each: (
            each.remaining is None,
            each.remaining if each.remaining is not None else 0,
            -(each.reset_s or 0.0),
        ),
        default=None,
    )


def _structured(values: list[str], type_: str) -> object | None:
    """The fields as one structured field (RFC 9651); None when they are malformed."""
    # Imported on use: 40 ms, and most answers have no such field.
    import http_sf

    try:
        return http_sf.parse(", ".join(values).encode("latin-1", "replace"), tltype=type_)
    except ValueError:
        return None


def _from_lists(current: list[str], policies: list[str]) -> tuple[RateLimit, ...] | None:
    """Drafts 8 and later: `"burst";r=8;t=1` beside `"burst";q=10;w=1`. None when the fields are not of that form."""
    members, quotas = _named_members(current), _named_members(policies)
    if members is None or quotas is None:
        return None
    by_name = dict(quotas)
    names = [name for name, _ in members] + [name for name, _ in quotas if name not in dict(members)]
    state = dict(members)
    return tuple(_of_lists(name, state.get(name, {}), by_name.get(name, {})) for name in dict.fromkeys(names))


def _of_lists(name: str, state: Mapping[str, object], quota: Mapping[str, object]) -> RateLimit:
    unit = quota.get("qu")
    reset = _count(state.get("t"))
    return RateLimit(
        limit=_count(quota.get("q")),
        remaining=_count(state.get("r")),
        reset_s=None if reset is None else float(reset),
        policy=name,
        window_s=_count(quota.get("w")),
        unit=unit if isinstance(unit, str) else None,
    )


def _named_members(values: list[str]) -> list[tuple[str, Mapping[str, object]]] | None:
    """Members of a list of strings with parameters; None when the fields are no such list."""
    if not values:
        return []
    parsed = _structured(values, "list")
    if not isinstance(parsed, list):
        return None
    # A Token is no string for http_sf, but servers do write `burst;q=10`: its text counts.
    members = [(getattr(item, "data", item), named) for item, named in parsed]
    if not all(isinstance(name, str) for name, _ in members):
        return None
    if not any(named for _, named in members):
        return None
    return [(str(name), named) for name, named in members]


def _from_dictionary(current: list[str], policies: list[str]) -> tuple[RateLimit, ...]:
    """Draft 7: `limit=100, remaining=50, reset=30` beside `100;w=60`."""
    parsed = _structured(current, "dictionary") if current else None
    if not isinstance(parsed, dict):
        return ()
    read = {name: _count(member[0]) for name, member in parsed.items() if isinstance(member, tuple)}
    if not read.keys() & {"limit", "remaining", "reset"}:
        return ()
    reset = read.get("reset")
    limit, remaining = read.get("limit"), read.get("remaining")
    return (_with_policy(limit, remaining, None if reset is None else float(reset), policies),)


def _from_three(values: Fields, prefix: str, now: datetime | None) -> tuple[RateLimit, ...]:
    """Three fields of a number each. The limit may carry its policies: `10, 10;w=1, 50;w=60` (drafts 0 to 5)."""
    limits, remaining, resets = values(prefix + "Limit"), values(prefix + "Remaining"), values(prefix + "Reset")
    if not (limits or remaining or resets):
        return ()
    members = [member for value in limits for member in split_list(value)]
    policies = values(prefix + "Policy") or [", ".join(members[1:])]
    limit = delta_seconds(members[0].split(";")[0].strip()) if members else None
    left = delta_seconds(remaining[0].strip()) if remaining else None
    reset_s = _reset_s(resets[0].strip(), now) if resets else None
    return (_with_policy(limit, left, reset_s, policies),)


def _with_policy(limit: int | None, remaining: int | None, reset_s: float | None, policies: list[str]) -> RateLimit:
    """The quota with the policy that has its limit, or else the first one."""
    members = [member for value in policies for member in split_list(value)]
    chosen = next((member for member in members if delta_seconds(member.split(";")[0].strip()) == limit), None)
    chosen = chosen or next(iter(members), None)
    named = dict(parameters(chosen[chosen.find(";") :])) if chosen and ";" in chosen else {}
    return RateLimit(limit, remaining, reset_s, chosen, delta_seconds(named.get("w", "")))


def _reset_s(text: str, now: datetime | None) -> float | None:
    """Seconds until the reset, from a delay, a Unix time in seconds or milliseconds, or a date."""
    number, _, fraction = text.partition(".")
    if (
        number.isascii()
        and number.isdigit()
        and len(number) <= 15
        and (not fraction or (fraction.isascii() and fraction.isdigit()))
    ):
        value = float(text)
        if value < _EPOCH_FROM:
            return value
        moment_s = value / 1000 if value >= _EPOCH_MS_FROM else value
        return None if now is None else max(moment_s - now.timestamp(), 0.0)
    until = parse_http_date(text, now) or _iso_moment(text)
    return None if until is None or now is None else max((until - now).total_seconds(), 0.0)


def _iso_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
