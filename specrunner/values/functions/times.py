"""Times: the clock of the run, and CEL's timestamps and durations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from ..describe import describe
from ..failure import OperandError
from ..kinds import DOUBLE, DURATION, INT, TEXT, TIMESTAMP
from ..moments import format_timestamp, parse_cel_duration, parse_timestamp, parse_zone
from ..scope import FunctionContext
from .table import Function, Parameter

_FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def now(context: FunctionContext, offset: str | timedelta | None = None) -> datetime:
    moment = context.now().astimezone(UTC)
    # Milliseconds: what most services keep, so that a time that was sent comes back equal.
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return moment if offset is None else _shifted(moment, offset)


def today(context: FunctionContext, offset: str | timedelta | None = None) -> str:
    return format_date(now(context, offset), "date")


def _shifted(moment: datetime, offset: str | timedelta) -> datetime:
    try:
        return moment + to_duration(offset)
    except OverflowError:
        raise OperandError("the result lies outside the years 1 to 9999") from None


def monotonic(context: FunctionContext) -> float:
    return context.monotonic_s()


def to_timestamp(value: str | int | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        if isinstance(value, int):
            return _EPOCH + timedelta(seconds=value)
        return parse_timestamp(value).astimezone(UTC)
    except ValueError as error:
        raise OperandError(f"{describe(value)} is no date and time: {error}", argument=0) from None
    except OverflowError:
        raise OperandError(f"{describe(value)} lies outside the years 1 to 9999", argument=0) from None


def to_duration(value: str | timedelta) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return parse_cel_duration(value)
    except ValueError as error:
        raise OperandError(f"{describe(value)} is no duration: {error}", argument=0) from None


def check_timestamp(value: object) -> object:
    return to_timestamp(value) if isinstance(value, str | int) else value


def check_duration(value: object) -> object:
    return to_duration(value) if isinstance(value, str) else value


def unix_ms(value: str | datetime) -> int:
    return (to_timestamp(value) - _EPOCH) // timedelta(milliseconds=1)


def zone_of(name: str) -> tzinfo:
    if name[:1] in "+-0123456789" or name in ("Z", "UTC"):
        try:
            return parse_zone(name)
        except ValueError as error:
            raise OperandError(str(error)) from None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # lazy: few runs name a zone

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise OperandError(f"`{name}` is no time zone", "write `Europe/Berlin`, `UTC` or `+02:00`") from None


# strftime's directives, spelled here since C's strftime depends on the machine (padding of years, locale).
_DIRECTIVES: Final[dict[str, Callable[[datetime], str]]] = {
    "Y": lambda t: f"{t.year:04}",
    "y": lambda t: f"{t.year % 100:02}",
    "m": lambda t: f"{t.month:02}",
    "d": lambda t: f"{t.day:02}",
    "H": lambda t: f"{t.hour:02}",
    "I": lambda t: f"{t.hour % 12 or 12:02}",
    "M": lambda t: f"{t.minute:02}",
    "S": lambda t: f"{t.second:02}",
    "f": lambda t: f"{t.microsecond:06}",
    "L": lambda t: f"{t.microsecond // 1000:03}",
    "p": lambda t: "AM" if t.hour < 12 else "PM",
    "j": lambda t: f"{t.timetuple().tm_yday:03}",
    "a": lambda t: _DAYS[t.weekday()],
    "b": lambda t: _MONTHS[t.month - 1],
    "z": lambda t: f"{_offset(t)[:3]}{_offset(t)[4:]}",
    "s": lambda t: str((t - _EPOCH) // timedelta(seconds=1)),
    "%": lambda t: "%",
}
_NAMED: Final[dict[str, Callable[[datetime], str]]] = {
    "iso": lambda t: format_timestamp(t) if t.tzinfo is UTC else f"{t.replace(tzinfo=None).isoformat()}{_offset(t)}",
    "date": lambda t: f"{t.year:04}-{t.month:02}-{t.day:02}",
    "time": lambda t: f"{t.hour:02}:{t.minute:02}:{t.second:02}",
    "http": lambda t: _pattern(t.astimezone(UTC), "%a, %d %b %Y %H:%M:%S GMT"),
    "unix": lambda t: str((t - _EPOCH) // timedelta(seconds=1)),
    "unix_ms": lambda t: str(unix_ms(t)),
}


def _offset(moment: datetime) -> str:
    minutes = (moment.utcoffset() or timedelta(0)) // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _pattern(moment: datetime, pattern: str) -> str:
    parts = pattern.split("%")
    written = [parts[0]]
    index = 1
    while index < len(parts):
        part = parts[index]
        if part == "":  # `%%`: the split left nothing between the two
            written.append("%" + (parts[index + 1] if index + 1 < len(parts) else ""))
            index += 2
            continue
        written.append(_DIRECTIVES[part[0]](moment) + part[1:])
        index += 1
    return "".join(written)


def check_format(pattern: object) -> object:
    """A name of a format, or text with directives. Raises OperandError."""
    text = str(pattern)
    if text in _NAMED:
        return text
    if "%" not in text:
        hint = f"one of {', '.join(f'`{name}`' for name in _NAMED)}, or a pattern such as `%Y-%m-%d`"
        raise OperandError(f"there is no date format `{text}`", hint, argument=1)
    rest = text.replace("%%", "")
    for position, character in enumerate(rest):
        directive = rest[position + 1 : position + 2]
        if character == "%" and directive not in _DIRECTIVES:
            known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
            raise OperandError(f"`%{directive}` is no directive of a date format", f"there are {known}", argument=1)
    return text


def format_date(when: str | datetime, pattern: str, zone: str | None = None) -> str:
    check_format(pattern)
    moment = to_timestamp(when)
    try:
        moment = moment.astimezone(UTC if zone is None else zone_of(zone))
    except OverflowError:
        raise OperandError("the result lies outside the years 1 to 9999") from None
    named = _NAMED.get(pattern)
    return named(moment) if named else _pattern(moment, pattern)


def _part(
    read: Callable[[datetime], int], of_duration: Callable[[timedelta], int] | None = None
) -> Callable[..., int]:
    def part(value: datetime | timedelta, zone: str | None = None) -> int:
        if isinstance(value, timedelta):
            assert of_duration is not None
            return of_duration(value)
        try:
            return read(value.astimezone(UTC if zone is None else zone_of(zone)))
        except OverflowError:
            raise OperandError("the result lies outside the years 1 to 9999") from None

    return part


def _whole(duration: timedelta, unit: timedelta) -> int:
    count = abs(duration) // unit
    return -count if duration < timedelta(0) else count


_PARTS: Final[tuple[tuple[str, Callable[[datetime], int], str, int], ...]] = (
    ("getFullYear", lambda t: t.year, "The year.", 2027),
    ("getMonth", lambda t: t.month - 1, "The month, from 0.", 0),
    ("getDate", lambda t: t.day, "The day of the month, from 1.", 31),
    ("getDayOfMonth", lambda t: t.day - 1, "The day of the month, from 0.", 30),
    ("getDayOfWeek", lambda t: t.isoweekday() % 7, "The day of the week; 0 is Sunday.", 0),
    ("getDayOfYear", lambda t: t.timetuple().tm_yday - 1, "The day of the year, from 0.", 30),
)
_CLOCK_PARTS: Final[tuple[tuple[str, Callable[[datetime], int], Callable[[timedelta], int], str, int], ...]] = (
    ("getHours", lambda t: t.hour, lambda d: _whole(d, timedelta(hours=1)), "hour", 12),
    ("getMinutes", lambda t: t.minute, lambda d: _whole(d, timedelta(minutes=1)), "minute", 30),
    ("getSeconds", lambda t: t.second, lambda d: _whole(d, timedelta(seconds=1)), "second", 15),
    ("getMilliseconds", lambda t: t.microsecond // 1000, lambda d: d.microseconds // 1000, "millisecond", 250),
)

_GROUP: Final = "Times"
_WHEN: Final = Parameter("when", TEXT | TIMESTAMP, check_literal=check_timestamp)
_ZONE: Final = Parameter("zone", TEXT, is_optional=True)
_OFFSET: Final = Parameter("offset", TEXT | DURATION, is_optional=True, check_literal=check_duration)
_SAMPLE: Final = 'timestamp("2027-01-31T12:30:15.250Z")'


def _function(
    name: str,
    parameters: tuple[Parameter, ...],
    returns: int,
    doc: str,
    example: str,
    call: Any,
    *,
    reads_clock: bool = False,
) -> Function:
    return Function(
        name, _GROUP, parameters, returns, doc, example, call, is_pure=not reads_clock, needs_context=reads_clock
    )


FUNCTIONS: Final = (
    _function(
        "now",
        (_OFFSET,),
        TIMESTAMP,
        "The time now, to the millisecond, or as far from now as the offset says (`+1h`, `-30m`, `+7d`). "
        "Leaving the expression it is RFC 3339 text.",
        'now("+1h") - now() > duration("59m")',
        now,
        reads_clock=True,
    ),
    _function(
        "today",
        (_OFFSET,),
        TEXT,
        "The date now, in UTC, as `2027-01-31`.",
        'today("+1d") > today()',
        today,
        reads_clock=True,
    ),
    _function(
        "monotonic",
        (),
        DOUBLE,
        "Seconds on a clock that never jumps, for the time between two steps.",
        "monotonic() >= 0.0",
        monotonic,
        reads_clock=True,
    ),
    _function(
        "timestamp",
        (Parameter("value", TEXT | INT | TIMESTAMP, check_literal=check_timestamp),),
        TIMESTAMP,
        "The time that an RFC 3339 text or Unix seconds name, to the microsecond.",
        'timestamp("2027-01-31T12:00:00+02:00") < timestamp("2027-01-31T11:00:00Z")',
        to_timestamp,
    ),
    _function(
        "duration",
        (Parameter("value", TEXT | DURATION, check_literal=check_duration),),
        DURATION,
        "The duration that a text such as `1h30m` or `250ms` names; units `ns us ms s m h`, and `d w` beside CEL's.",
        'timestamp("2027-01-31T12:00:00Z") + duration("1d") == timestamp("2027-02-01T12:00:00Z")',
        to_duration,
    ),
    _function(
        "format_date",
        (_WHEN, Parameter("format", TEXT, check_literal=check_format), _ZONE),
        TEXT,
        "A time as text: `iso date time http unix unix_ms`, or a pattern of "
        "`%Y %m %d %H %M %S %L %f %j %a %b %p %I %y %z %s`; in UTC, or in the zone (`Europe/Berlin`, `+02:00`).",
        'format_date("2027-01-31T23:30:00Z", "%d.%m.%Y", "Europe/Berlin") == "01.02.2027"',
        format_date,
    ),
    _function(
        "unix_ms",
        (_WHEN,),
        INT,
        "A time as Unix milliseconds; seconds are `int(...)`.",
        'unix_ms("1970-01-01T00:00:01Z") == 1000',
        unix_ms,
    ),
    *(
        _function(
            name,
            (Parameter("when", TIMESTAMP), _ZONE),
            INT,
            f"{doc} In UTC, or in the zone.",
            f"{_SAMPLE}.{name}() == {sample}",
            _part(read),
        )
        for name, read, doc, sample in _PARTS
    ),
    *(
        _function(
            name,
            (Parameter("when", TIMESTAMP | DURATION), _ZONE),
            INT,
            f"The {unit} of a time; of a duration "
            + ("its milliseconds beyond the last second." if unit == "millisecond" else f"the whole {unit}s in it."),
            f"{_SAMPLE}.{name}() == {sample}",
            _part(read, of_duration),
        )
        for name, read, of_duration, unit, sample in _CLOCK_PARTS
    ),
)
