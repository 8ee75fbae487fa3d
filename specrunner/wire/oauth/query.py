"""Parameters in queries and forms: as pairs, in order, none lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

Pairs = tuple[tuple[str, str], ...]


def form_encode(pairs: Iterable[tuple[str, str]]) -> str:
    """`application/x-www-form-urlencoded`, as RFC 6749 appendix B has it."""
    return urlencode(list(pairs))


def form_decode(text: str) -> Pairs:
    """The pairs of a query or a form; an empty value is one."""
    return tuple(parse_qsl(text, keep_blank_values=True))


def with_query(url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The URL with parameters behind those that it has; a query of the endpoint stays (RFC 6749 section 3.1)."""
    parts = urlsplit(url)
    added = form_encode(pairs)
    query = f"{parts.query}&{added}" if parts.query and added else parts.query or added
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def merged(pairs: Iterable[tuple[str, str]], changes: Mapping[str, object]) -> Pairs:
    """Parameters with changes by name: null takes one out, a list repeats it, anything else replaces it."""
    kept = [(name, value) for name, value in pairs if name not in changes]
    for name, value in changes.items():
        for each in value if isinstance(value, list | tuple) else (value,):
            if each is not None:
                kept.append((name, str(each).lower() if isinstance(each, bool) else str(each)))
    return tuple(kept)


def only(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """The parameters by name, the first value of each, and the names that stand twice (RFC 6749 section 3.1)."""
    found: dict[str, str] = {}
    twice: list[str] = []
    for name, value in pairs:
        if name in found:
            twice.append(name)
        else:
            found[name] = value
    return found, twice
