"""Link fields: where an answer points to (RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from ..lean import dataclass
from .fields import parameters

_TARGET = re.compile(r"[\s,]*<([^>]*)>")
_GAP = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")*(?:,|$)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where to, and in which relations (`next`, `prev`, `describedby`). `parameters` have the others."""

    target: str
    relations: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)


def parse_links(values: Iterable[str]) -> tuple[Link, ...]:
    """The links of all Link fields in order; what is malformed in them is left out. Never raises."""
    return tuple(link for value in values for link in _links_in(value))


def _links_in(text: str) -> list[Link]:
    links: list[Link] = []
    offset = 0
    while (found := _TARGET.match(text, offset)) is not None:
        after = found.end()
        gap = _GAP.match(text, after)
        offset = gap.end() if gap is not None else len(text)
        named: dict[str, str] = {}
        # Section 3.3: of several `rel` parameters the first counts.
        for name, value in parameters(text[after:offset].removesuffix(",")):
            named.setdefault(name, value)
        relations = tuple(named.pop("rel", "").lower().split())
        links.append(Link(found[1].strip(), relations, named))
        if offset >= len(text):
            break
    return links


def links_by_relation(links: Iterable[Link]) -> dict[str, str]:
    """The first target of each relation."""
    found: dict[str, str] = {}
    for link in links:
        for relation in link.relations:
            found.setdefault(relation, link.target)
    return found
