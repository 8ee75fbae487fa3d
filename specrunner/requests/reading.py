"""How each subject is read from an exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from .. import wire
from ..checks import Unreadable
from ..events import Exchange
from ..source import printable
from ..values import MISSING
from .answer import ANSWERS, Answer, answered_at
from .attributes import ANSWERED_AT

Read = Callable[[Exchange], object]


def of_answer(read: Callable[[Answer], object]) -> Read:
    """A reader of the last answer."""
    return lambda exchange: read(ANSWERS.of(exchange))


def attribute(name: str) -> Read:
    """A reader of an attribute of the last answer; what is null or empty there is nothing."""

    def read(exchange: Exchange) -> object:
        value = ANSWERS.of(exchange).message.attributes.get(name)
        return MISSING if value is None or value == "" else value

    return read


def field(name: str, parse: Callable[[str], object]) -> Read:
    """A reader of one header field; nothing where it is absent or `parse` gives None."""

    def read(exchange: Exchange) -> object:
        value = ANSWERS.of(exchange).field(name)
        return MISSING if value is None else _or_missing(parse(value))

    return read


def _or_missing(value: object) -> object:
    return MISSING if value is None else value


def headers(exchange: Exchange) -> object:
    return ANSWERS.of(exchange).message.headers


def trailers(exchange: Exchange) -> object:
    """Trailer fields by lower-case name; a repeated one as a list."""
    found: dict[str, object] = {}
    for pair in _list(ANSWERS.of(exchange).message.attributes.get("trailers")):
        if isinstance(pair, list | tuple) and len(pair) == 2:
            name, known = str(pair[0]).lower(), found.get(str(pair[0]).lower())
            found[name] = pair[1] if known is None else [*_list(known), pair[1]]
    return found


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _set_cookies(exchange: Exchange) -> dict[str, wire.SetCookie]:
    """The cookies that any answer of the exchange set: a log-in often sets one and redirects."""
    return wire.set_cookies(value for message in exchange.received for value in message.headers.all("set-cookie"))


def cookies(exchange: Exchange) -> object:
    return {name: cookie.value for name, cookie in _set_cookies(exchange).items()}


def set_cookies(exchange: Exchange) -> object:
    return {name: cookie.attributes() for name, cookie in _set_cookies(exchange).items()}


def size(answer: Answer) -> object:
    message = answer.message
    return len(message.body) if message.body_size_bytes is None else message.body_size_bytes


def redirects(exchange: Exchange) -> object:
    """The redirects that were followed: every answer but the last that is one."""
    hops = [message for message in exchange.received[:-1] if message.headers.first("location") is not None]
    return [
        {
            "status": message.attributes.get("status"),
            "url": message.attributes.get("url"),
            "location": message.headers.first("location"),
        }
        for message in hops
        if 300 <= _int(message.attributes.get("status")) <= 399
    ]


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def time(exchange: Exchange) -> object:
    return exchange.timing_s.get("total", MISSING)


def timing(exchange: Exchange) -> object:
    return dict(exchange.timing_s)


def cache_control(exchange: Exchange) -> object:
    values = ANSWERS.of(exchange).message.headers.all("cache-control")
    if not values:
        return MISSING
    control = wire.parse_cache_control(values)
    extensions: dict[str, object] = {"extensions": dict(control.extensions)} if control.extensions else {}
    return {**control.present(), **extensions, "problems": list(control.problems)}


def fresh_for(answer: Answer) -> object:
    control = wire.parse_cache_control(answer.message.headers.all("cache-control"))
    lifetime_s = wire.freshness_lifetime_s(control, date=answer.field("date"), expires=answer.field("expires"))
    return _or_missing(lifetime_s)


def freshness(exchange: Exchange) -> object:
    """What a cache works out of the answer (RFC 9111 section 4.2); nothing where it has nothing to go by."""
    answer = ANSWERS.of(exchange)
    own, shared = _lifetime(answer), _lifetime(answer, is_shared=True)
    found: dict[str, object] = {}
    age = _current_age(exchange, answer)
    if age is not None:
        found["current_age"] = age
    if own is not None:
        found |= {"lifetime": own.seconds, "source": own.source, "is_heuristic": own.source == "heuristic"}
    if shared is not None:
        found |= {"shared_lifetime": shared.seconds, "shared_source": shared.source}
    if own is not None and age is not None:
        # Section 4.2: fresh as long as the lifetime is greater than the age.
        found |= {"is_stale": own.seconds <= age, "left": max(own.seconds - age, 0.0)}
    return found if own is not None or shared is not None else MISSING


def _lifetime(answer: Answer, *, is_shared: bool = False) -> wire.Lifetime | None:
    return wire.read_lifetime(
        wire.parse_cache_control(answer.message.headers.all("cache-control")),
        status=_int(answer.message.attributes.get("status")),
        date=answer.field("date"),
        expires=answer.field("expires"),
        last_modified=answer.field("last-modified"),
        is_shared=is_shared,
    )


def _current_age(exchange: Exchange, answer: Answer) -> float | None:
    """How old the answer was when it had come whole; None when nobody noted when that was."""
    text = exchange.attributes.get(ANSWERED_AT)
    try:
        now = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        now = None
    if now is None:
        return None
    timing_s = exchange.timing_s
    request_at = now - timedelta(seconds=timing_s.get("total", 0.0))
    waited_s = timing_s.get("first_byte", timing_s.get("total", 0.0))
    age = wire.age_s(answer.field("age"))
    response_at = request_at + timedelta(seconds=waited_s)
    seconds = wire.current_age_s(age=age, date=answer.date, request_at=request_at, response_at=response_at, now=now)
    return round(seconds, 6)


def vary(exchange: Exchange) -> object:
    values = ANSWERS.of(exchange).message.headers.all("vary")
    return list(wire.vary_fields(values)) if values else MISSING


def cache_status(exchange: Exchange) -> object:
    values = ANSWERS.of(exchange).message.headers.all("cache-status")
    if not values:
        return MISSING
    found = wire.parse_cache_status(values)
    if found is None:
        raise Unreadable(f"`{printable(', '.join(values))}` in the `Cache-Status` header is no structured field")
    return [each.present() for each in found]


def retry_after(exchange: Exchange) -> object:
    answer = ANSWERS.of(exchange) if exchange.received else None
    value = None if answer is None else answer.field("retry-after")
    if answer is None or value is None:
        return MISSING
    return _or_missing(wire.retry_after_s(value, answered_at(exchange, answer)))


def ratelimit(exchange: Exchange) -> object:
    answer = ANSWERS.of(exchange)
    limits = wire.read_rate_limits(answer.message.headers.all, answered_at(exchange, answer))
    tightest = wire.tightest(limits)
    if tightest is None:
        return MISSING
    return {**tightest.present(), "all": [limit.present() for limit in limits]}


def links(answer: Answer) -> object:
    return wire.links_by_relation(wire.parse_links(answer.message.headers.all("link")))


def problem(answer: Answer) -> object:
    if answer.media is None or answer.media.essence != wire.PROBLEM_MEDIA_TYPE:
        return MISSING
    found = wire.parse_problem(answer.json)
    if found is None:
        raise Unreadable("the body is no problem of RFC 9457: it is JSON, but no map")
    return found.present()


def fault(exchange: Exchange) -> object:
    found = exchange.fault
    if found is None:
        return MISSING
    facts: dict[str, object] = {"kind": found.kind, "phase": found.phase, "message": found.message}
    if found.hint is not None:
        facts["hint"] = found.hint
    return {**facts, "is_retryable": found.is_retryable}


def error(exchange: Exchange) -> object:
    return MISSING if exchange.fault is None else exchange.fault.message


def tls(exchange: Exchange) -> object:
    value = ANSWERS.of(exchange).message.attributes.get("tls")
    if not isinstance(value, Mapping):
        return MISSING
    return {name: member for name, member in value.items() if member is not None}


def media_type(exchange: Exchange) -> object:
    media = ANSWERS.of(exchange).media
    return MISSING if media is None else media.essence


def not_modified(exchange: Exchange) -> object:
    return ANSWERS.of(exchange).message.attributes.get("status") == 304


def moment(value: str) -> object:
    """An HTTP date as ISO 8601 in UTC; a malformed one cannot be read."""
    found = wire.parse_http_date(value)
    if found is None:
        raise Unreadable(f"`{printable(value)}` is no HTTP date")
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def age(value: str) -> object:
    """Seconds; a malformed Age cannot be read."""
    found = wire.age_s(value)
    if found is None:
        raise Unreadable(f"`{printable(value)}` in the `Age` header is no number of seconds")
    return found
