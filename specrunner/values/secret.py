"""Masking: no secret in any output, in any of the spellings that `secret_forms` lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from sys import maxsize
from typing import Final

from .secret_forms import ANCHOR_CHARACTERS
from .secret_search import Chunk, Secret, Span, occurrences

MAX_CHUNK_SECRETS = 1_024
# A short secret can become a word of its own when its neighbour is masked; then there is a second pass.
MAX_PASSES = 4
CLEAN_CHARACTERS = 200
MAX_CLEAN = 1_000


class Masker:
    """Replaces secrets by `***NAME***`. Adding is cheap; the first look after it prepares what was added.

    Masking what is masked changes nothing. Several secrets that overlap leave no rest of any of them.
    """

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._characters: set[str] = set()
        self._pending: list[Secret] = []
        self._chunks: list[Chunk] = []
        self._unanchored: list[Secret] = []
        self._shortest = maxsize
        self._clean: set[str] = set()

    @property
    def has_secrets(self) -> bool:
        """Whether there is anything to mask."""
        return bool(self._texts)

    def copy(self) -> Masker:
        """One that masks the same, and learns more without telling this one."""
        self._prepare()  # so that what is prepared is shared
        twin = Masker()
        twin._texts, twin._characters = set(self._texts), set(self._characters)
        twin._chunks, twin._unanchored = list(self._chunks), list(self._unanchored)
        twin._shortest = self._shortest
        return twin

    def take(self, other: Masker) -> None:
        """Learns everything that another masker knows."""
        for secret in (
            *other._pending,
            *other._unanchored,
            *(each for chunk in other._chunks for each in chunk.secrets),
        ):
            self._add_text(secret.text, secret.name)

    def add(self, secret: object, name: str) -> None:
        """From now on `secret` is masked as `name`: a text, bytes, a number, or all of those in a list or map.

        Of a text of several lines each line of eight characters and more is a secret too. Booleans, null and blank
        texts are none.
        """
        if isinstance(secret, Mapping):
            for value in secret.values():
                self.add(value, name)
        elif isinstance(secret, list | tuple | set | frozenset):
            for value in secret:
                self.add(value, name)
        elif isinstance(secret, bytes | bytearray):
            self._add_text(bytes(secret).decode("utf-8", "surrogateescape"), name)
        elif isinstance(secret, str):
            self._add_text(secret, name)
        elif secret is not None and not isinstance(secret, bool):
            self._add_text(str(secret), name)

    def _add_text(self, text: str, name: str) -> None:
        lines = [line for line in map(str.strip, text.splitlines()) if len(line) >= ANCHOR_CHARACTERS]
        for part in dict.fromkeys((text, text.strip(), *lines)):
            if part.strip() and part not in self._texts:
                self._texts.add(part)
                self._characters.update(part)
                self._pending.append(Secret(part, name))
                # No spelling is shorter than the secret, but what was cut off may be.
                self._shortest = min(self._shortest, len(part), ANCHOR_CHARACTERS)
                self._clean.clear()

    def mask_text(self, text: str) -> str:
        """`text` without any secret."""
        if len(text) < self._shortest or text in self._clean:
            return text
        original = text
        for _ in range(MAX_PASSES):
            spans = self._spans(text, text.encode("utf-8", "surrogatepass"))
            if not spans:
                break
            text = _replaced(text, spans, self._placeholder)
        if text is original and len(text) <= CLEAN_CHARACTERS:
            self._remember(text)
        return text

    def _remember(self, text: str) -> None:
        """Names, matchers and header values come again with every step; nothing is looked for in them twice."""
        if len(self._clean) >= MAX_CLEAN:
            self._clean.clear()
        self._clean.add(text)

    def mask_bytes(self, data: bytes) -> bytes:
        """`data` without any secret; what is not UTF-8 stays as it is."""
        if len(data) < self._shortest:
            return data
        for _ in range(MAX_PASSES):
            text = data.decode("latin-1")
            spans = self._spans(text, data)
            if not spans:
                break
            data = _replaced(text, spans, self._placeholder_bytes).encode("latin-1")
        return data

    def mask(self, value: object) -> object:
        """A JSON-like value without any secret, in keys too; the value itself when there is none in it.

        A number that holds a secret becomes text, as does any other object whose `str()` does.
        """
        if not self._texts or not self._is_hinted_in(value):
            return value
        return self._masked(value)

    def _masked(self, value: object) -> object:
        if isinstance(value, str):
            return self.mask_text(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Mapping):
            masked: dict[object, object] = {}
            for key, item in value.items():
                masked[self._free_key(key, masked)] = self._masked(item)
            return masked
        if isinstance(value, list):
            return [self._masked(item) for item in value]
        if isinstance(value, tuple):
            return tuple(self._masked(item) for item in value)
        if isinstance(value, bytes | bytearray):
            return self.mask_bytes(bytes(value))
        text = str(value)
        masked_text = self.mask_text(text)
        return value if masked_text == text else masked_text

    def _free_key(self, key: object, taken: Mapping[object, object]) -> object:
        """The masked key; a second one that looks the same gets a number, so that no entry is lost."""
        masked = self._masked(key)
        if masked == key or masked not in taken:
            return masked
        number = 2
        while f"{masked}#{number}" in taken:
            number += 1
        return f"{masked}#{number}"

    def _is_hinted_in(self, value: object) -> bool:
        """A first look at everything at once. False is sure."""
        # Lazy: a run without secrets never gets here.
        import orjson

        self._prepare()
        try:
            data = orjson.dumps(value, default=_shown, option=orjson.OPT_NON_STR_KEYS)
        except orjson.JSONEncodeError:
            return True  # not JSON after all: looked at piece by piece
        if any(chunk.is_hinted_in(data) for chunk in self._chunks):
            return True
        text = data.decode() if self._unanchored else ""
        return any(secret.loose_pattern.search(text) for secret in self._unanchored)

    def _spans(self, text: str, data: bytes) -> list[Span]:
        """Where secrets stand in `text`, in order, without overlaps; `data` holds the same for the first look."""
        self._prepare()
        found: dict[int, Secret] = {}
        for chunk in self._chunks:
            found.update((id(secret), secret) for secret in chunk.candidates(data))
        spans = [span for secret in (*found.values(), *self._unanchored) for span in occurrences(secret, text)]
        return _merged(spans)

    def _prepare(self) -> None:
        """Takes in what was added. Chunks of like size join by fours: no secret is prepared more than a few times."""
        if not self._pending:
            return
        self._unanchored.extend(secret for secret in self._pending if secret.anchors is None)
        anchored = [secret for secret in self._pending if secret.anchors is not None]
        self._pending = []
        for start in range(0, len(anchored), MAX_CHUNK_SECRETS):
            self._chunks.append(Chunk(anchored[start : start + MAX_CHUNK_SECRETS]))
        while len(self._chunks) >= 4:
            last = self._chunks[-4:]
            together = [secret for chunk in last for secret in chunk.secrets]
            if len(together) > MAX_CHUNK_SECRETS or len(last[0].secrets) >= 4 * len(last[-1].secrets):
                break
            self._chunks[-4:] = [Chunk(together)]

    def _placeholder(self, name: str) -> str:
        """`***NAME***`, unless that would spell a secret; then whatever does not."""
        mark = next(mark for mark in _MARKS if mark not in self._characters)
        for label in (name, "SECRET", "HIDDEN", "#", ""):
            placeholder = f"{mark * 3}{label}{mark * 3}"
            if not self._spans(placeholder, placeholder.encode("utf-8", "surrogatepass")):
                return placeholder
        return mark * 6

    def _placeholder_bytes(self, name: str) -> str:
        return self._placeholder(name).encode().decode("latin-1")


# The mark stands in no secret, so no secret can arise from a mark and what is beside it.
_MARKS: Final = ("*", "•", "█", "▓", "▒", "░", *map(chr, range(0x2500, 0x2580)))


def _shown(value: object) -> str:
    """What the first look sees of an object that is not JSON."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _merged(spans: list[Span]) -> list[Span]:
    """Spans in order; of those that overlap one for all, with the name of the longest."""
    merged: list[Span] = []
    longest = 0
    for start, end, name in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, old_name = merged[-1]
            merged[-1] = (first, max(last, end), name if end - start > longest else old_name)
            longest = max(longest, end - start)
        else:
            merged.append((start, end, name))
            longest = end - start
    return merged


def _replaced(text: str, spans: Iterable[Span], placeholder: Callable[[str], str]) -> str:
    parts, position = [], 0
    for start, end, name in spans:
        parts += [text[position:start], placeholder(name)]
        position = end
    return "".join([*parts, text[position:]])
