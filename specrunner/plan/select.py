"""Which specs of a plan are to run: by tag, by words, by shard, by what failed before."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

from ..lean import dataclass
from .graph import PlannedSpec, walk

Test = Callable[[frozenset[str]], bool]


class SelectionError(ValueError):
    """A selection that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """`tags` is an expression over tags, `words` one over parts of names; `shard` is (number from 1, of)."""

    tags: str | None = None
    words: str | None = None
    shard: tuple[int, int] | None = None
    ids: frozenset[str] | None = None


def select(specs: Sequence[PlannedSpec], selection: Selection) -> list[PlannedSpec]:
    """The specs that fit all parts of a selection, in their order. Raises `SelectionError`."""
    chosen = list(specs)
    if selection.tags is not None:
        fits = parse_selection(selection.tags)
        chosen = [spec for spec in chosen if fits(frozenset(spec.tags))]
    if selection.words is not None:
        test = parse_selection(selection.words, is_part=True)
        chosen = [spec for spec in chosen if test(frozenset(_names(spec)))]
    if selection.ids is not None:
        chosen = [spec for spec in chosen if spec.id in selection.ids]
    if selection.shard is not None:
        number, total = selection.shard
        chosen = [spec for spec in chosen if shard_of(spec.file, total) == number]
    return chosen


def shard_of(file: str, total: int) -> int:
    """The shard (from 1) of a spec file: by its name, so that adding a file moves no other."""
    return zlib.crc32(file.replace("\\", "/").encode()) % total + 1


def parse_shard(text: str) -> tuple[int, int]:
    """`2/8` as (2, 8)."""
    number, slash, total = text.partition("/")
    if not (slash and number.isascii() and number.isdigit() and total.isascii() and total.isdigit()):
        raise SelectionError(f"`{text}` is no shard; write the number and the total, like 2/8")
    if not 1 <= int(number) <= int(total):
        raise SelectionError(f"there is no shard {number} of {total}")
    return int(number), int(total)


def _names(spec: PlannedSpec) -> list[str]:
    steps = [step for graph in (spec.setup, spec.steps, spec.teardown) for step in walk(graph)]
    return [spec.id.lower(), spec.title.lower(), *(step.name.lower() for step in steps)]


def parse_selection(text: str, *, is_part: bool = False) -> Test:
    """`smoke and not (slow or flaky)` as a test of a set of words; with `is_part`, words are parts of them."""
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()
    if not tokens:
        raise SelectionError("the selection is empty")
    parser = _Parser(tokens, text, is_part)
    test = parser.either()
    if parser.tokens:
        raise SelectionError(f"`{parser.tokens[0]}` is one too many in `{text}`; join words by `and`, `or`")
    return test


class _Parser:
    def __init__(self, tokens: list[str], text: str, is_part: bool) -> None:
        self.tokens = tokens
        self.text = text
        self.is_part = is_part

    def either(self) -> Test:
        tests = [self._both()]
        while self.tokens and self.tokens[0] == "or":
            self.tokens.pop(0)
            tests.append(self._both())
        return lambda words: any(test(words) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self.tokens and self.tokens[0] == "and":
            self.tokens.pop(0)
            tests.append(self._one())
        return lambda words: all(test(words) for test in tests)

    def _one(self) -> Test:
        if not self.tokens:
            raise SelectionError(f"`{self.text}` ends too early")
        token = self.tokens.pop(0)
        if token == "not":
            test = self._one()
            return lambda words: not test(words)
        if token == "(":
            test = self.either()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise SelectionError(f"`{self.text}` lacks a closing parenthesis")
            return test
        if token in {"and", "or", ")"}:
            raise SelectionError(f"`{token}` needs a word before and behind it in `{self.text}`")
        if self.is_part:
            part = token.lower()
            return lambda words: any(part in word for word in words)
        return lambda words: token in words
