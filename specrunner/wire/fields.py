"""The grammar that HTTP header fields share: tokens, quoted strings, lists, parameters (RFC 9110 section 5.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TOKEN = re.compile(TOKEN)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_STOP = re.compile('[",]')
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_PARAMETER = re.compile(rf'\s*;\s*(?:({TOKEN})\s*=\s*(?:({TOKEN})|"((?:[^"\\]|\\.)*)"))?', re.DOTALL)


def is_token(text: str) -> bool:
    """Whether `text` can be a field name, a method, a parameter's name."""
    return _TOKEN.fullmatch(text) is not None


def split_list(text: str) -> list[str]:
    """The members of a comma-separated list, blanks around them removed, empty ones left out.

    A comma inside a quoted string does not separate; a quote that is never closed is taken as it stands.
    """
    members: list[str] = []
    start = offset = 0
    has_quotes = True
    while (found := _STOP.search(text, offset)) is not None:
        offset = found.end()
        if found[0] == ",":
            members.append(text[start : offset - 1])
            start = offset
        elif has_quotes:
            quoted = _QUOTED.match(text, found.start())
            # One failed search for the closing quote is the last: a field full of quotes must not cost its square.
            has_quotes = quoted is not None
            offset = offset if quoted is None else quoted.end()
    members.append(text[start:])
    return [stripped for member in members if (stripped := member.strip(" \t"))]


def unquote(text: str) -> str:
    """What a quoted string stands for; any other text as it is."""
    quoted = _QUOTED.fullmatch(text)
    return text if quoted is None else _PAIR.sub(r"\1", quoted[1])


def quote(text: str) -> str:
    """`text` as a quoted string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def split_directive(member: str) -> tuple[str, str | None]:
    """`max-age=60` as its lower-case name and its value, unquoted; None when it has no value."""
    name, equals, value = member.partition("=")
    return name.strip().lower(), unquote(value.strip()) if equals else None


def parameters(text: str) -> Iterator[tuple[str, str]]:
    """The `; name=value` parameters that `text` begins with, names in lower case; ends at the first that is none."""
    offset = 0
    while offset < len(text) and (found := _PARAMETER.match(text, offset)) is not None:
        offset = found.end()
        if found[1] is not None:
            yield found[1].lower(), found[2] if found[2] is not None else _PAIR.sub(r"\1", found[3])


def delta_seconds(text: str) -> int | None:
    """A number of seconds as RFC 9111 section 1.2.2 has it; above 2^31 it is 2^31. None when it is no such number."""
    if not (text.isascii() and text.isdigit()):
        return None
    # `int` refuses thousands of digits.
    digits = text.lstrip("0")
    return 2**31 if len(digits) > 10 else min(int(digits or "0"), 2**31)
