"""Tags and anchors: what stands before a value."""

from __future__ import annotations

import re

from ..source import Diagnostic, SourceText
from ..source.codes import syntax as codes
from .nodes import Scalar
from .scalars import NumberOutOfRangeError, resolve_plain
from .wording import shortened

_CORE = "tag:yaml.org,2002:"
COLLECTION_TAGS = {True: (None, "!", f"{_CORE}map"), False: (None, "!", f"{_CORE}seq")}

_TYPES: dict[str, tuple[type, ...]] = {
    f"{_CORE}null": (type(None),),
    f"{_CORE}bool": (bool,),
    f"{_CORE}int": (int,),
    f"{_CORE}float": (float, int),
}
_PROPERTIES = re.compile(r"(?:(?:&[\w-]+|![^\s,\[\]{}]*)(?:\s+(?:#[^\r\n]*)?)*)+", re.ASCII)
_ANCHOR = re.compile(r"&[A-Za-z0-9_-]+(?P<rest>[^\s,\[\]{}]*)")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_LOADER_TAGS = re.compile(r"!(?:include|file|env|ref|load)", re.IGNORECASE)


def content_start(source: SourceText, start: int, end: int) -> int:
    """Where a value begins whose anchor or tag begins at `start`."""
    found = _PROPERTIES.match(source.text, start, end)
    return start if found is None else found.end()


def bad_anchor(source: SourceText, start: int, end: int) -> Diagnostic | None:
    """What to say of an anchor that goes on after its name: YAML 1.2 takes the rest for the name's, libyaml not."""
    found = _ANCHOR.search(source.text, start, end)
    if found is None or found["rest"] == "":
        return None
    return codes.BAD_ALIAS.at(
        source.span(*found.span()),
        f"`{shortened(found.group())}` is not the name of an anchor",
        hint="such a name has letters, digits, `-` and `_` only; a text that starts with `&` needs quotes",
    )


def tagged_value(text: str, tag: str | None, is_plain: bool) -> Scalar:
    """A scalar's value by its tag. Raises ValueError where it has none by that tag, KeyError for a foreign tag."""
    if tag is None:
        return resolve_plain(text) if is_plain else text
    if tag in ("!", f"{_CORE}str"):
        return text
    types = _TYPES[tag]
    value = resolve_plain(text)
    if type(value) not in types:
        raise ValueError(f"`{shortened(text)}` is not what the tag `!!{tag.removeprefix(_CORE)}` says")
    return float(value) if tag.endswith("float") and isinstance(value, int) else value


def bad_tag(source: SourceText, start: int, end: int, why: str | None = None) -> Diagnostic:
    """What to say of the tag between `start` and `end`, which is refused."""
    found = _TAG.search(source.text, start, end)
    at, to = (start, end) if found is None else found.span()
    written = source.text[at:to]
    return codes.REFUSED_TAG.at(
        source.span(at, to), why or f"the tag `{shortened(written)}` is not read", hint=_tag_hint(written)
    )


def _tag_hint(written: str) -> str:
    if _LOADER_TAGS.match(written):
        return "files are named by keys: `uses:`, `json_file:`, `file:`, `matrix: {rows: ...}`"
    if re.fullmatch(r"!!?[A-Za-z][\w./:-]*", written):
        return "leave it out: values keep their type, and nothing is constructed from a tag"
    return "a text that starts with `!` needs quotes"


__all__ = ["COLLECTION_TAGS", "NumberOutOfRangeError", "bad_tag", "content_start", "tagged_value"]
