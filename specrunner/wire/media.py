"""Media types and what they say of a body's text (RFC 9110 section 8.3, RFC 6839)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache

from ..lean import dataclass
from .fields import TOKEN, parameters

_TYPE = re.compile(rf"\s*({TOKEN})/({TOKEN})")

_TEXT_TYPES = frozenset(
    {
        "application/javascript",
        "application/x-javascript",
        "application/ecmascript",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/sql",
        "application/toml",
        "application/yaml",
        "application/x-yaml",
        "application/x-ndjson",
        "application/jsonl",
        "application/xml",
        "image/svg+xml",
    }
)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type, in lower case; `parameters` by lower-case name, values as sent."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def essence(self) -> str:
        """Type and subtype without parameters: `application/json`."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """Whether the body is one JSON value. `application/json-seq`, `x-ndjson` and the like are not."""
        return self.essence in {"application/json", "text/json"} or self.subtype.endswith("+json")

    @property
    def is_text(self) -> bool:
        """Whether people can read the body."""
        return (
            self.type == "text"
            or self.is_json
            or self.subtype.endswith(("+xml", "+yaml"))
            or self.essence in _TEXT_TYPES
        )

    @property
    def charset(self) -> str | None:
        """The character set that it names, as sent; None when it names none."""
        return self.parameters.get("charset")


@lru_cache(maxsize=256)  # the same few come with every answer
def parse_media_type(text: str) -> MediaType | None:
    """The media type of a Content-Type field; None when it is none. Of a parameter given twice the first counts."""
    found = _TYPE.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if rest.strip() and not rest.lstrip().startswith(";"):
        return None
    named: dict[str, str] = {}
    for name, value in parameters(rest):
        named.setdefault(name, value)
    return MediaType(found[1].lower(), found[2].lower(), named)
