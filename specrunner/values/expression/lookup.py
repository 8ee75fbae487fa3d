"""Reading names, keys and items: mapping look-ups only, never attributes; and what to say when nothing is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...lean import dataclass
from ...source import did_you_mean, nearest
from ...source.codes import values as codes
from ..describe import describe
from ..failure import Failure
from ..functions import FUNCTIONS
from ..kinds import INT, LIST, MAP, NULL, TEXT, kind_of
from ..missing import MISSING
from ..scope import ExplainedMapping, Scope
from ..shorten import shortened
from .frame import Frame, Run

_LISTED = 12
_SIZE_WORDS = frozenset(("length", "len", "size", "count"))


@dataclass(frozen=True, slots=True)
class Step:
    """One static step of a path: the key, where it stands in the expression, and where the path up to it ends."""

    key: str | int
    start: int
    end: int
    stop: int


def read_step(value: object, key: object) -> object:
    """The item or value under `key`, MISSING when there is none, whatever the reason."""
    if isinstance(value, dict):
        return value.get(key, MISSING) if type(key) is str else MISSING
    if isinstance(value, Mapping):
        if type(key) is not str:
            return MISSING
        try:
            return value[key]
        except KeyError:
            return MISSING
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if type(key) is float and key.is_integer():
            key = int(key)
        if type(key) is int and -len(value) <= key < len(value):
            return value[key]
    return MISSING


def path_run(text: str, root: Step, steps: tuple[Step, ...]) -> Run:
    """Reads a static path of the scope: the most common expression, so it is one flat loop."""
    name = str(root.key)
    keys = tuple(step.key for step in steps)

    def run(frame: Scope | Frame) -> object:
        value = frame.lookup(name)
        if value is MISSING:
            raise unknown_name(name, frame, root.start, root.end)
        for key in keys:
            found = value.get(key, MISSING) if type(value) is dict else read_step(value, key)
            if found is MISSING:
                raise _first_missing(text, root, steps, frame.lookup(name))
            value = found
        return value

    return run


def local_path_run(text: str, slot: int, root: Step, steps: tuple[Step, ...]) -> Run:
    """Reads a static path that begins at a loop variable."""
    keys = tuple(step.key for step in steps)

    def run(frame: Frame) -> object:
        value = frame.locals[slot]
        for key in keys:
            found = read_step(value, key)
            if found is MISSING:
                raise _first_missing(text, root, steps, frame.locals[slot])
            value = found
        return value

    return run


def _first_missing(text: str, root: Step, steps: tuple[Step, ...], value: object) -> Failure:
    end = root.stop
    for step in steps:
        found = read_step(value, step.key)
        if found is MISSING:
            return missing(value, step.key, text[root.start : end], step.start, step.end)
        value, end = found, step.stop
    raise AssertionError("a path that was missing is there now")


def unknown_name(name: str, frame: Scope | Frame, start: int, end: int) -> Failure:
    hint = unknown_name_hint(name, frame.names())
    return Failure(codes.UNKNOWN_NAME, f"nothing is called `{name}` here", start, end, hint)


def unknown_name_hint(name: str, names: list[str]) -> str:
    """How to mend a name that is not among `names`: a function without its parentheses, or the nearest name."""
    if name in FUNCTIONS:
        return f"`{name}` is a function: write `{FUNCTIONS[name].signature}`"
    hyphenated = [known for known in names if known.startswith(f"{name}-")]
    if hyphenated:
        return f"`-` is a minus here; rename `{hyphenated[0]}`, names have letters, digits and `_`"
    return did_you_mean(name, names)


def missing(value: object, key: object, shown: str, start: int, end: int) -> Failure:
    """Why `value` (written as `shown`) gives nothing for `key`."""
    kind = kind_of(value)
    subject = f"`{shown}`" if len(shown) <= 60 else "the value"
    if kind == MAP and isinstance(value, Mapping):
        if type(key) is str:
            return _missing_key(value, key, subject, start, end)
        message = f"the keys of a map are text, not {describe(key)}"
        return Failure(codes.WRONG_TYPE, message, start, end, 'write the key in quotes: ["..."]')
    if kind == LIST and isinstance(value, Sequence):
        return _missing_item(value, key, subject, start, end)
    what = f"`{key}`" if type(key) is str else f"item {describe(key)}"
    if kind == NULL:
        ask = f"ask first: `{shown} != null ? ... : ...`" if len(shown) <= 60 else "ask first whether it is null"
        return Failure(codes.WRONG_TYPE, f"{subject} is null, so it has no {what}", start, end, ask)
    hint: str | None = None
    if kind == TEXT and key in _SIZE_WORDS:
        hint = f"write `size({shown})`"
    elif kind == TEXT and isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        hint = f"it looks like JSON: `parse_json({shown})` reads it"
    return Failure(codes.WRONG_TYPE, f"{subject} is {describe(value)}, which has no {what}", start, end, hint)


def _missing_key(value: Mapping[str, object], key: str, subject: str, start: int, end: int) -> Failure:
    if isinstance(value, ExplainedMapping):
        message, hint = value.explain_missing(key)
        return Failure(codes.MISSING_KEY, message, start, end, hint)
    keys = [str(name) for name in value]
    if not keys:
        return Failure(codes.MISSING_KEY, f"{subject} has no `{key}`: it is an empty map", start, end)
    listed = ", ".join(f"`{_short(name)}`" for name in keys[:_LISTED])
    more = f" and {len(keys) - _LISTED} more" if len(keys) > _LISTED else ""
    message = f"{subject} has no `{key}`; keys present: {listed}{more}"
    return Failure(codes.MISSING_KEY, message, start, end, _key_hint(key, keys))


def _key_hint(key: str, keys: list[str]) -> str | None:
    hyphenated = next((name for name in keys if name.startswith(f"{key}-")), None)
    if hyphenated is not None:
        return f'`-` is a minus here; write `["{hyphenated}"]`'
    best = nearest(key, keys)
    if best is None and key in _SIZE_WORDS:
        return "the number of keys is `size(...)`"
    return f"did you mean `{_short(best)}`?" if best is not None else None


def _missing_item(value: Sequence[object], key: object, subject: str, start: int, end: int) -> Failure:
    if kind_of(key) == INT:
        there = f"its items are [0] to [{len(value) - 1}]" if len(value) else "it is empty"
        return Failure(codes.MISSING_ITEM, f"{subject} has no item {key}; {there}", start, end)
    if type(key) is not str:
        message = f"an index is an integer, not {describe(key)}"
        return Failure(codes.WRONG_TYPE, message, start, end)
    shown = subject.strip("`") if subject.startswith("`") else "list"
    hint = f"items are read by their index: `{shown}[0]`"
    if key in _SIZE_WORDS:
        hint = f"write `size({shown})`"
    elif value and kind_of(value[0]) == MAP:
        hint = f"one item: `{shown}[0].{key}`; of every item: `{shown}.map(x, x.{key})`"
    return Failure(codes.WRONG_TYPE, f"{subject} is a list, which has no `{key}`", start, end, hint)


def _short(name: str) -> str:
    return shortened(name, 40)
