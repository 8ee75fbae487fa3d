"""Durations, sizes, percentages and rates as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .shorten import shortened

_DURATION_S: dict[str, float] = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}
_SIZE_BYTES: dict[str, int] = {
    "B": 1,
    "kB": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "TiB": 2**40,
}
_RATE_S: dict[str, float] = {"s": 1.0, "min": 60.0, "h": 3_600.0}

# Ten digits are enough for anything that one waits for, sends or counts, and keep every result finite.
_NUMBER = r"[0-9]{1,10}(?:\.[0-9]{1,9})?"
_DURATION_PART = re.compile(rf"({_NUMBER})(d|h|min|ms|m|us|µs|s)")
_AMOUNT = rf"({_NUMBER})\s?([A-Za-z%µ]*)"
_RATE = rf"({_NUMBER})\s?/\s?([A-Za-z]+)"

_DURATION_HINT = "write a number and a unit, such as `200ms`, `1s`, `1m30s`, `2h` or `1d`"
_SIZE_HINT = "write a number and a unit, such as `512B`, `1KB`, `10MB` or `10MiB`"
_PERCENT_HINT = "write a number and `%`, such as `5%` or `0.1%`"
_RATE_HINT = "write a number, `/` and a unit of time, such as `50/s` or `10/min`"


def parse_duration(text: str) -> float:
    """Seconds of a duration such as `200ms` or `1m30s`: units `d h m s ms us`, each once, the larger first.

    Raises ValueError with a whole sentence when the text is not a duration; a bare number is none.
    """
    text = text.strip()
    total, position, last = 0.0, 0, float("inf")
    while match := _DURATION_PART.match(text, position):
        unit = "m" if match[2] == "min" else match[2]
        if _DURATION_S[unit] >= last:
            raise ValueError(
                f"`{_shown(text)}` names its units out of order: the larger one comes first, and each once"
            )
        last = _DURATION_S[unit]
        # Dividing by a whole number keeps `200ms` equal to 0.2, which multiplying by 0.001 would not.
        total += float(match[1]) * last if last >= 1 else float(match[1]) / round(1 / last)
        position = match.end()
    if position == 0 or position < len(text):
        raise ValueError(_refusal(text, "duration", "s", _DURATION_S, _DURATION_HINT))
    return total


def parse_size(text: str) -> int:
    """Bytes of a size such as `10MiB` (binary) or `10MB` (decimal). Raises ValueError with a whole sentence."""
    match = re.fullmatch(_AMOUNT, text.strip())
    if match is None or match[2] not in _SIZE_BYTES:
        raise ValueError(_refusal(text.strip(), "size", "B", _SIZE_BYTES, _SIZE_HINT))
    return round(float(match[1]) * _SIZE_BYTES[match[2]])


def parse_percent(text: str) -> float:
    """The fraction that a percentage stands for: `5%` is 0.05. Raises ValueError with a whole sentence."""
    match = re.fullmatch(_AMOUNT, text.strip())
    if match is None or match[2] != "%":
        raise ValueError(_refusal(text.strip(), "percentage", "%", {"%": 1}, _PERCENT_HINT))
    return float(match[1]) / 100


def parse_rate(text: str) -> float:
    """Events a second of a rate such as `50/s` or `10/min`. Raises ValueError with a whole sentence."""
    match = re.fullmatch(_RATE, text.strip())
    if match is None or match[2] not in _RATE_S:
        raise ValueError(_refusal(text.strip(), "rate", "/s", {}, _RATE_HINT))
    return float(match[1]) / _RATE_S[match[2]]


def _refusal(text: str, what: str, unit: str, units: Mapping[str, float], hint: str) -> str:
    shown = _shown(text)
    if re.fullmatch(_NUMBER, text):
        return f"`{shown}` has no unit; did you mean `{shown}{unit}`?"
    if text.startswith("-") and len(text) > 1:
        return f"a {what} cannot be negative, as `{shown}` is"
    match = re.fullmatch(_AMOUNT, text)
    near = match and next((known for known in units if known.lower() == match[2].lower()), None)
    if match and near and near != match[2]:
        return f"`{shown}` is not a {what}; did you mean `{match[1]}{near}`?"
    return f"`{shown}` is not a {what}; {hint}"


def _shown(text: str) -> str:
    return shortened(text, 40)


def format_duration(seconds: float) -> str:
    """A duration for people, which `parse_duration` reads again: `350µs`, `12.3ms`, `1.5s`, `1m30s`, `2h5m`, `1d`."""
    if seconds < 0:
        return "-" + format_duration(-seconds)
    if seconds < 59.95:
        for unit, scale in (("s", 1), ("ms", 1_000), ("µs", 1_000_000)):
            if (amount := seconds * scale) >= 0.9995 or unit == "µs":
                return "0s" if amount < 0.005 else f"{_digits(amount)}{unit}"
    whole = round(seconds)
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        amount, whole = divmod(whole, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return "".join(parts[:2])


def format_size(size_bytes: float) -> str:
    """A size for people in binary units, which `parse_size` reads again: `512B`, `1.5KiB`, `10MiB`."""
    if size_bytes < 0:
        return "-" + format_size(-size_bytes)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size_bytes < 1023.5:
            return f"{_digits(size_bytes)}{unit}"
        size_bytes /= 1024
    return f"{_digits(size_bytes)}TiB"


def _digits(amount: float) -> str:
    """Three significant digits, no exponent, no trailing zeros."""
    decimals = 0 if amount >= 99.95 else 1 if amount >= 9.995 else 2
    text = f"{amount:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
