"""What HTTP says about reuse of an answer: Cache-Control, Age, freshness (RFC 9111, 5861, 8246)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from datetime import datetime

from ..lean import dataclass
from .dates import parse_http_date
from .fields import delta_seconds, is_token, split_directive, split_list


@dataclass(frozen=True, slots=True)
class CacheControl:
    """The directives of the Cache-Control fields of one message; seconds are integers, an absent directive is None.

    `no_cache` and `private` are True, or the names of the header fields they are limited to; `max_stale` is True
    where any staleness will do. `extensions` has the directives that nobody here knows; `problems` says in a sentence
    each what is wrong with the field. A directive that came twice with different values counts as its first value.
    """

    max_age: int | None = None
    s_maxage: int | None = None
    no_cache: bool | tuple[str, ...] | None = None
    no_store: bool | None = None
    no_transform: bool | None = None
    private: bool | tuple[str, ...] | None = None
    public: bool | None = None
    must_revalidate: bool | None = None
    proxy_revalidate: bool | None = None
    must_understand: bool | None = None
    immutable: bool | None = None
    stale_while_revalidate: int | None = None
    stale_if_error: int | None = None
    max_stale: bool | int | None = None
    min_fresh: int | None = None
    only_if_cached: bool | None = None
    extensions: Mapping[str, str | bool] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def present(self) -> dict[str, object]:
        """The directives that are there, by the names of the fields above; lists of names as lists."""
        found: dict[str, object] = {}
        for name in DIRECTIVES:
            value = getattr(self, name)
            if value is not None:
                found[name] = list(value) if isinstance(value, tuple) else value
        return found


DIRECTIVES: tuple[str, ...] = tuple(f.name for f in fields(CacheControl) if f.name not in {"extensions", "problems"})

_SECONDS = {"max_age", "s_maxage", "stale_while_revalidate", "stale_if_error", "min_fresh"}
_FIELD_NAMES = {"no_cache", "private"}


def parse_cache_control(values: Iterable[str]) -> CacheControl:
    """The directives of all `values` of the field, requests and responses alike; never raises."""
    known: dict[str, object] = {}
    extensions: dict[str, str | bool] = {}
    problems: list[str] = []
    for value in values:
        for member in split_list(value):
            name, argument = split_directive(member)
            if not is_token(name):
                problems.append(f"`{member}` is no directive")
            elif (attribute := name.replace("-", "_")) in DIRECTIVES and "_" not in name:
                _add_known(attribute, name, argument, known, problems)
            else:
                extensions.setdefault(name, True if argument is None else argument)
    return CacheControl(**known, extensions=extensions, problems=tuple(problems))  # type: ignore[arg-type]


def _add_known(
    attribute: str, name: str, argument: str | None, known: dict[str, object], problems: list[str]
) -> None:
    read: object = True
    if attribute in _SECONDS:
        read = delta_seconds(argument) if argument is not None else None
    elif attribute == "max_stale" and argument is not None:
        read = delta_seconds(argument)
    elif attribute in _FIELD_NAMES and argument is not None:
        read = tuple(field_name.lower() for field_name in split_list(argument))
    elif argument is not None and attribute != "max_stale":
        problems.append(f"`{name}` takes no value, but has `{argument}`")
    if read is None:
        # RFC 9111 section 4.2.1: caches are encouraged to consider such a response stale.
        problems.append(f"`{name}` needs a number of seconds" + (f", not `{argument}`" if argument else ""))
    elif attribute in known:
        if known[attribute] != read:
            problems.append(f"`{name}` is given twice, with different values")
    else:
        known[attribute] = read


def age_s(value: str | None) -> int | None:
    """The Age field in seconds; None when there is none or it is no number."""
    return None if value is None else delta_seconds(value.strip())


def freshness_lifetime_s(
    control: CacheControl, *, date: str | None, expires: str | None, is_shared: bool = False
) -> float | None:
    """For how long a cache may use the answer without asking, in seconds (RFC 9111 section 4.2.1).

    None when the answer does not say: a cache would then guess. `date` and `expires` are the fields as they came; an
    `Expires` that is no date, like `0`, means stale already (section 5.3).
    """
    if is_shared and control.s_maxage is not None:
        return float(control.s_maxage)
    if control.max_age is not None:
        return float(control.max_age)
    if expires is None:
        return None
    until = parse_http_date(expires)
    if until is None:
        return 0.0
    since = None if date is None else parse_http_date(date)
    return None if since is None else max((until - since).total_seconds(), 0.0)


# RFC 9110 section 15.1: what a cache may keep without being told for how long.
_HEURISTIC = frozenset({200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501})
_HEURISTIC_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Lifetime:
    """For how long an answer is fresh, in seconds, and what says so: `s-maxage max-age expires heuristic`."""

    seconds: float
    source: str


def read_lifetime(
    control: CacheControl,
    *,
    status: int,
    date: str | None,
    expires: str | None,
    last_modified: str | None,
    is_shared: bool = False,
) -> Lifetime | None:
    """The lifetime as a cache computes it (RFC 9111 section 4.2.1), guessed where the answer does not say (4.2.2).

    The guess is a tenth of the time since the last change. None when there is nothing to guess from either.
    """
    seconds = freshness_lifetime_s(control, date=date, expires=expires, is_shared=is_shared)
    if seconds is not None:
        if is_shared and control.s_maxage is not None:
            return Lifetime(seconds, "s-maxage")
        return Lifetime(seconds, "expires" if control.max_age is None else "max-age")
    changed = None if last_modified is None else parse_http_date(last_modified)
    since = None if date is None else parse_http_date(date)
    if changed is None or since is None or not (status in _HEURISTIC or control.public):
        return None
    return Lifetime(max((since - changed).total_seconds(), 0.0) * _HEURISTIC_SHARE, "heuristic")


def vary_fields(values: Iterable[str]) -> tuple[str, ...]:
    """The names in the Vary fields, in lower case, each once; `*` alone where it is among them (RFC 9110 12.5.5)."""
    names = dict.fromkeys(name.strip().lower() for value in values for name in split_list(value))
    return ("*",) if "*" in names else tuple(names)


def current_age_s(
    *, age: int | None, date: datetime | None, request_at: datetime, response_at: datetime, now: datetime
) -> float:
    """How old the answer is at `now`, in seconds (RFC 9111 section 4.2.3); all moments are aware."""
    apparent_s = max((response_at - date).total_seconds(), 0.0) if date is not None else 0.0
    delay_s = (response_at - request_at).total_seconds()
    initial_s = max(apparent_s, (age or 0) + delay_s)
    return initial_s + (now - response_at).total_seconds()
