"""What people write who know another dialect, and what it is in RFC 9535."""

from __future__ import annotations

import re

_NAME_START = r"[^\W\d]"
# Checked in this order against the whole text; the first that fits gives the hint. `{0}` is its group.
_WHOLE: tuple[tuple[str, str], ...] = (
    (r"\s+\S.*|.*\S\s+", "take the spaces around the path away"),
    (r"(\.[\w\[].*)", "a JSONPath starts with `$`: `${0}`"),
    (r"@.*", "`@` is known inside a filter only; a JSONPath starts with `$`"),
    (r"(\[.*)", "a JSONPath starts with `$`: `${0}`"),
    (rf"({_NAME_START}.*)", "a JSONPath starts with `$.`: `$.{0}`"),
    (rf"\$({_NAME_START}\w*.*)", "a dot stands before a name: `$.{0}`"),
    (r"\$\{(?!\{).*", "a template is `${{ name }}`, with two braces"),
    (r"\$\$.*", "one `$` is enough"),
    (r".*[‘’“”].*", "use straight quotes: `'` or `\"`"),
)
# Checked against the text up to the end of what was not expected.
_AROUND: tuple[tuple[str, str], ...] = (
    (r"=~$", "regexes match by a function: `match(@.name, 'A.*')`, or `search(...)` for a part"),
    (r"\b(?:in|contains|subsetof|nin|anyof)$", "filters have no such operator: join `==` by `||`, or use a matcher"),
    (r"<>$", "inequality is `!=`"),
    (r"\bnot$", "negation is `!`"),
    (r"\band$", "both is `&&`"),
    (r"\bor$", "either is `||`"),
    (r"=$", "equality is `==`"),
    (r"\.length\($", "lengths are asked by the operators `count` and `length`, in a filter by `length(@.x)`"),
    (r"\[\s*\($", "there are no computed names; counting from the end is `[-1]`"),
    (r"\.\[$", "leave the dot before `[` out"),
    (r"\.\.\.+$", "anything below is `..`, two dots"),
    (r"\.$", "a name follows the dot, or `*`"),
    (r"~$", "JSONPath gives values, never names"),
    (r"\^$", "there is no way up; filter the parent instead: `$[?@.child == 1]`"),
    (r"\?$", "an absent value is no error here: leave the `?` out"),
    (r"\|$", "JSONPath has no pipes; use `jmespath(...)`"),
    (rf"[\])]{_NAME_START}\w*$", "a dot stands before a name"),
)


def hint_at(text: str, start: int, end: int) -> str | None:
    """How to mend a JSONPath that could not be read beyond the characters from `start` to `end`."""
    for pattern, hint in _WHOLE:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return _filled(hint, match)
    if _open_quote(text):
        return "a quote is never closed"
    if (named := _bracketed_name(text, start)) or (named := _odd_name(text, start)):
        return named
    if re.match(r"[=!<>]", text[start:]) and text[:start].count("[") == text[:start].count("]"):
        return "comparisons stand in a filter, `$[?@.a == 1]`; a whole value is compared by a matcher"
    if text.startswith("=~", start):
        end = start + 2
    for pattern, hint in _AROUND:
        if match := re.search(pattern, text[:end]):
            return _filled(hint, match)
    if text.count("[") > text.count("]"):
        return "a `[` is never closed"
    if text.count("(") > text.count(")"):
        return "a `(` is never closed"
    return None


def _filled(hint: str, match: re.Match[str]) -> str:
    return hint.replace("{0}", match[1]) if match.re.groups else hint


def _open_quote(text: str) -> bool:
    closed = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "", text)
    return "'" in closed or '"' in closed


def _bracketed_name(text: str, start: int) -> str | None:
    """`$.items[name]`"""
    for match in re.finditer(rf"\[\s*({_NAME_START}[\w-]*)\s*\]", text):
        if match.start() <= start <= match.end():
            return f"a name in brackets stands in quotes: `['{match[1]}']`"
    return None


def _odd_name(text: str, start: int) -> str | None:
    """`$.order-id`, `$.1st`, `$.@type`: the dot's name reaches over the place where reading stopped."""
    for match in re.finditer(r"(\.{1,2})([^.\[\]()'\"\s=<>!&|,?*^~]+)", text):
        if match.start(2) <= start < match.end() and re.search(r"\W|^\d", match[2]):
            dots = ".." if match[1] == ".." else ""
            before = text[: match.start()] if len(text) <= 60 and "?" not in text else ""
            return f"a name like that stands in quotes: `{before}{dots}['{match[2]}']`"
    return None
