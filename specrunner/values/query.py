"""JSONPath queries that may lead to more than one place, and what is wrong with a text that is none.

Imported only when a path needs the library.
"""

from __future__ import annotations

from functools import cache

from jsonpath.exceptions import JSONPathError, JSONPathIndexError, JSONPathNameError, JSONPathTypeError
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, NameSelector
from jsonpath.token import TOKEN_EOF

from ..lean import dataclass
from ..source import did_you_mean
from .jsonpath_hints import hint_at
from .jsonpath_nodes import Budget, Node, Path
from .lookup import Key
from .rfc9535 import Environment


class QueryError(ValueError):
    """A text that is no JSONPath: a sentence, a hint, and the characters (from 0) that it speaks of."""

    def __init__(self, message: str, hint: str | None, start: int, end: int, *, is_function: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.start = start
        self.end = end
        self.is_function = is_function


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed JSONPath. `prefix`: the names and indexes that it starts with. `keys`: the same when that is all."""

    path: Path
    prefix: tuple[Key, ...]
    keys: tuple[Key, ...] | None

    def run(self, document: object) -> list[Node]:
        """Every place that the query leads to. Raises BudgetExceeded."""
        return self.path.nodes(document, document, Budget(document))


def parse_query(text: str) -> Query:
    """Raises QueryError. Brackets must not nest too deep for a parser that recurses."""
    try:
        path = _environment().parse(text)
    except JSONPathError as error:
        raise _translated(error, text) from None
    except ValueError:
        # int("1e2"), in the library: an index with an exponent
        raise QueryError(_UNREADABLE, hint_at(text, 0, len(text)), 0, len(text)) from None
    prefix = _prefix(path)
    return Query(path, prefix, prefix if len(prefix) == len(path.segments) else None)


@cache
def _environment() -> Environment:
    return Environment()


def _prefix(path: Path) -> tuple[Key, ...]:
    keys: list[Key] = []
    for segment in path.segments:
        only = segment.selectors[0] if len(segment.selectors) == 1 else None
        if isinstance(segment, JSONPathChildSegment) and isinstance(only, NameSelector):
            keys.append(only.name)
        elif isinstance(segment, JSONPathChildSegment) and isinstance(only, IndexSelector):
            keys.append(only.index)
        else:
            break
    return tuple(keys)


_UNREADABLE = "this is not a JSONPath"
FUNCTIONS = {
    "length": "length(value)",
    "count": "count(nodes)",
    "value": "value(nodes)",
    "match": "match(text, regex)",
    "search": "search(text, regex)",
}
# Beginnings of the library's messages, and ours: theirs name its token kinds and its types.
_MESSAGES: dict[str, tuple[str, str | None]] = {
    "leading zero": ("a number does not start with 0", None),
    "invalid index": ("a number does not start with 0", None),
    "filter expression literals": ("a literal alone is no condition", "compare it with something"),
    "a literal is no": ("a literal alone is no condition", "compare it with something"),
    "a comparison or": ("a comparison cannot be compared again", "join comparisons by `&&` or `||`, or use brackets"),
    "empty bracketed": ("nothing stands between the brackets", "all members are `[*]`"),
    "unexpected trailing comma": ("nothing follows the comma", None),
    "unbalanced": ("this `(` is never closed", None),
    "the number is": ("the number is larger than a double can hold", None),
    "unknown escape": (
        "this text has a backslash that escapes nothing JSONPath knows",
        r"a backslash is written `\\`",
    ),
    "incomplete escape": ("this text has an unfinished escape", r"a backslash is written `\\`"),
    "invalid character": ("a control character must be escaped inside quotes", None),
    "index out of range": ("indexes lie between -(2^53) and 2^53", None),
    "non-singular": ("only paths to one place can be compared", "compare inside: `$[?@.a[?@ == 1]]`"),
}


def _translated(error: JSONPathError, text: str) -> QueryError:
    message = str(error.message)
    start, end = _place(error, text)
    if isinstance(error, JSONPathNameError):
        name = text[start:end]
        return QueryError(
            f"filters have no function `{name}`", did_you_mean(name, FUNCTIONS), start, end, is_function=True
        )
    if isinstance(error, JSONPathTypeError) and (found := _about_function(message, text[start:end])):
        return QueryError(*found, start, end, is_function=True)
    for beginning, (sentence, hint) in _MESSAGES.items():
        if message.startswith(beginning):
            return QueryError(sentence, hint, start, end)
    if isinstance(error, JSONPathIndexError):
        return QueryError(message, None, start, end)
    if not text:
        return QueryError("the JSONPath is empty", "the whole value is `$`", 0, 0)
    if start >= len(text):
        return QueryError("the JSONPath ends too early", hint_at(text, start, end), start, end)
    if text[start:end].isspace():
        return QueryError("no space may stand here", None, start, end)
    return QueryError(f"`{text[start:end]}` is not expected here", hint_at(text, start, end), start, end)


def _place(error: JSONPathError, text: str) -> tuple[int, int]:
    token = error.token
    if token is None:
        return 0, len(text)
    if token.kind == TOKEN_EOF:
        return len(text), len(text)
    return token.index, token.index + max(1, len(token.value))


def _about_function(message: str, name: str) -> tuple[str, str | None] | None:
    signature = FUNCTIONS.get(name)
    if "must be compared" in message:
        called = message.split("result of ")[1].split("(")[0]
        return f"the result of `{called}()` must be compared", f"such as `{called}(...) > 0`"
    if "is not comparable" in message and "result of" in message:
        called = message.split("result of ")[1].split("(")[0]
        return f"`{called}()` is true or false by itself", "leave the comparison out; its opposite is `!`"
    if "requires" in message:
        return f"the function is `{signature}`", None
    if "ValueType" in message:
        return f"`{name}()` takes a literal or a path to one place", f"the function is `{signature}`"
    if "NodesType" in message:
        return f"`{name}()` takes a path, such as `@.*`", f"the function is `{signature}`"
    if name in ("match", "search"):
        return message, "such as `[0-9]+`, `a.*b` or `(x|y)`"
    return None
