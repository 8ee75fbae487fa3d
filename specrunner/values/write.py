"""Writing by path: `with: {$.items[0].qty: 5}` changes one thing in a value that came from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from ..lean import dataclass
from ..source import Diagnostic, DiagnosticError
from ..source.codes import values_select as codes
from .errors import EvaluationError
from .lookup import Key, explain_missing, look_up
from .missing import MISSING
from .select import Locate, Selector, compile_selector


@dataclass(frozen=True, slots=True)
class Writer:
    """A compiled place to write. `write(document, value)` gives a changed copy and leaves the document as it was.

    Raises EvaluationError when the path leads nowhere. What did not change is shared with the document, not copied.
    """

    text: str
    write: Callable[[object, object], object] = field(repr=False, compare=False)


def compile_writer(text: str, locate: Locate) -> Writer:
    """The JSONPath in `text` as a place to write. Raises DiagnosticError.

    A path of names and indexes changes what is there, or adds its last name to a map that is there. Any other path
    changes every place that it finds, and must find one. No path makes maps on the way, or a list longer.
    """
    selector = compile_selector(text, locate)
    if selector.keys == ():
        message = "`$` is the whole value, which no path can change"
        raise DiagnosticError(
            codes.WRITE_PATH.at(locate(0, len(text)), message, hint="give the value itself instead")
        )

    def write(document: object, value: object) -> object:
        try:
            places = _places(document, selector)
        except _LeadsNowhere as reason:
            raise EvaluationError(_nowhere(text, locate, str(reason))) from None
        return _written(document, places, value)

    return Writer(text, write)


class _LeadsNowhere(Exception):
    """Carries the sentence that says why."""


def _places(document: object, selector: Selector) -> list[tuple[Key, ...]]:
    """Where to write, the deepest first: what is written higher up then wins."""
    if selector.keys is None:
        found = sorted((match.keys for match in selector.select(document)), key=len, reverse=True)
        if not found:
            raise _LeadsNowhere(selector.explain(document))
        return found
    *way, last = selector.keys
    container = look_up(way)(document)
    if isinstance(last, str) and isinstance(container, Mapping):
        return [selector.keys]
    if isinstance(last, int) and isinstance(container, list | tuple) and -len(container) <= last < len(container):
        return [selector.keys]
    raise _LeadsNowhere(explain_missing(document, way if container is MISSING else selector.keys))


def _written(document: object, places: list[tuple[Key, ...]], value: object) -> object:
    root = _shallow_copy(document)
    copied = {id(root)}
    for keys in places:
        container = root
        for key in keys[:-1]:
            child = container[key]  # type: ignore[index]  # the place exists
            if id(child) not in copied:
                child = _shallow_copy(child)
                copied.add(id(child))
                _assign(container, key, child)
            container = child
        _assign(container, keys[-1], value)
    return root


def _shallow_copy(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else list(value)  # type: ignore[call-overload]  # a list or a tuple


def _assign(container: object, key: Key, value: object) -> None:
    # Lazy: 15 ms that only `with:` pays.
    from jsonpath_ng import Fields, Index

    if isinstance(key, int):
        # In a list the library deals a list out, one item for each index: so a list of one is dealt.
        Index(key).update(container, [value])
    elif key == "*":
        # The library takes this name for a wildcard, however it is quoted.
        container[key] = value  # type: ignore[index]  # a copy that is a dict
    else:
        Fields(key).update_or_create(container, value)


def _nowhere(text: str, locate: Locate, reason: str) -> Diagnostic:
    message = f"nothing can be written at `{text}`: {reason}"
    hint = "a path writes where something is, or adds one name to a map"
    return codes.WRITE_NOWHERE.at(locate(0, len(text)), message, hint=hint)
