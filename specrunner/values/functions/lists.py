"""Lists, maps and numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ...source.codes import values as codes
from ..describe import describe
from ..failure import OperandError
from ..kinds import ANY, DOUBLE, INT, LIST, MAP, NUMBER, TEXT, TEXT_OR_BYTES, kind_of
from ..operators import add, comparison, negate
from .table import Function, Parameter

_MOST_ITEMS: Final = 100_000
_less = comparison("<", operator.lt)


def least(*values: object) -> object:
    return _extreme("min", values, lambda a, b: _less(a, b))


def greatest(*values: object) -> object:
    return _extreme("max", values, lambda a, b: _less(b, a))


def _extreme(name: str, values: tuple[object, ...], is_better: Callable[[object, object], bool]) -> object:
    candidates: Sequence[object] = values
    if len(values) == 1 and kind_of(values[0]) == LIST:
        candidates = values[0]  # type: ignore[assignment]
        if not candidates:
            raise OperandError(f"an empty list has no {name}", "ask first: `size(x) > 0 ? ... : ...`")
    best = candidates[0]
    is_better(best, best)  # a single value must be comparable too
    for candidate in candidates[1:]:
        if is_better(candidate, best):
            best = candidate
    return best


def total(items: Sequence[object]) -> object:
    result: object = 0
    for index, item in enumerate(items):
        if not kind_of(item) & NUMBER:
            raise OperandError(f"item {index} is {describe(item)}, not a number", "map the items to numbers first")
        result = add(result, item)
    return result


def sort(items: Sequence[object], key: str | None = None) -> list[object]:
    keys = [_sort_key(item, index, key) for index, item in enumerate(items)]
    for value in keys:  # one comparison each finds the odd one out, and names it
        _less(keys[0], value)
    order = sorted(range(len(items)), key=keys.__getitem__)  # type: ignore[arg-type]
    return [items[index] for index in order]


def _sort_key(item: object, index: int, key: str | None) -> object:
    if key is None:
        return item
    if not isinstance(item, Mapping) or key not in item:
        raise OperandError(f"item {index} is {describe(item)}, which has no `{key}`")
    return item[key]


def unique(items: Sequence[object]) -> list[object]:
    seen: set[object] = set()
    kept: list[object] = []
    for item in items:
        mark = _frozen(item)
        if mark not in seen:
            seen.add(mark)
            kept.append(item)
    return kept


def _frozen(value: object) -> object:
    """Equal for equal values: 1 and 1.0 are one number, true is none."""
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    return (isinstance(value, bool), value)


def spread(start: int, end: int | None = None, step: int = 1) -> list[int]:
    if step == 0:
        raise OperandError("a range needs a step other than 0", argument=2)
    numbers = range(start) if end is None else range(start, end, step)
    # len() itself overflows beyond 64 bits, hence the subtraction
    if abs((numbers.stop - numbers.start) // step) > _MOST_ITEMS:
        raise OperandError(f"a range has at most {_MOST_ITEMS:,} items", code=codes.EVALUATION_LIMIT)
    return list(numbers)


def flatten(items: Sequence[object]) -> list[object]:
    flat: list[object] = []
    for item in items:
        if kind_of(item) == LIST:
            flat.extend(item)  # type: ignore[arg-type]
        else:
            flat.append(item)
    return flat


def merge(*maps: Mapping[str, object]) -> dict[str, object]:
    merged: dict[str, object] = {}
    for each in maps:
        merged.update(each)
    return merged


def magnitude(number: Any) -> object:
    return negate(number) if number < 0 else number


def rounded(number: int | float, digits: int | None = None) -> int | float:
    # Decimal on the shortest spelling: 2.675 rounds to 2.68 and 0.5 to 1, as people do it and binary does not.
    from decimal import ROUND_HALF_UP, Decimal  # lazy: 3 ms

    if not -15 <= (digits or 0) <= 15:
        raise OperandError(f"{digits} digits cannot be asked for", "from -15 to 15", argument=1)
    if isinstance(number, float) and number - number != 0:
        raise OperandError(f"{describe(number)} cannot be rounded", argument=0)
    if isinstance(number, float) and abs(number) >= 1e15:
        result = Decimal(number)  # no fraction is left at this size
    else:
        result = Decimal(repr(number)).quantize(Decimal(1).scaleb(-(digits or 0)), ROUND_HALF_UP)
    if digits is None or isinstance(number, int):
        return int(result)
    return float(result)


def size(value: Any) -> int:
    return len(value)


_LIST: Final = Parameter("list", LIST)
_MAP: Final = Parameter("map", MAP)
_NUMBER: Final = Parameter("number", NUMBER)


def _function(
    name: str,
    parameters: tuple[Parameter, ...],
    returns: int,
    doc: str,
    example: str,
    call: Any,
    *,
    is_variadic: bool = False,
) -> Function:
    group = "Numbers" if name in ("abs", "round", "min", "max", "sum", "range") else "Lists and maps"
    return Function(name, group, parameters, returns, doc, example, call, is_variadic=is_variadic)


FUNCTIONS: Final = (
    _function(
        "size",
        (Parameter("value", TEXT_OR_BYTES | LIST | MAP),),
        INT,
        "How many characters, bytes, items or keys there are.",
        'size([1, 2]) == 2 && "abc".size() == 3',
        size,
    ),
    _function(
        "keys", (_MAP,), LIST, "The keys of a map, in its order.", 'keys({"a": 1, "b": 2}) == ["a", "b"]', list
    ),
    _function(
        "values",
        (_MAP,),
        LIST,
        "The values of a map, in its order.",
        'values({"a": 1, "b": 2}) == [1, 2]',
        lambda m: list(m.values()),
    ),
    _function(
        "merge",
        (_MAP, Parameter("more", MAP)),
        MAP,
        "One map of several; of equal keys the last counts.",
        'merge({"a": 1}, {"a": 2, "b": 3}) == {"a": 2, "b": 3}',
        merge,
        is_variadic=True,
    ),
    _function(
        "sort",
        (_LIST, Parameter("key", TEXT, is_optional=True)),
        LIST,
        "The items in ascending order; maps by the value of `key`. The items must be comparable.",
        'sort([3, 1, 2]) == [1, 2, 3] && sort([{"p": 2}, {"p": 1}], "p")[0].p == 1',
        sort,
    ),
    _function(
        "reverse",
        (Parameter("value", LIST | TEXT),),
        LIST | TEXT,
        "The items, or the characters of a text, in reverse order.",
        'reverse([1, 2]) == [2, 1] && reverse("abc") == "cba"',
        lambda value: value[::-1],
    ),
    _function(
        "unique", (_LIST,), LIST, "The items without repetitions, in order.", "unique([1, 2, 1.0]) == [1, 2]", unique
    ),
    _function(
        "flatten",
        (_LIST,),
        LIST,
        "The items, with lists among them opened one level.",
        "flatten([1, [2, 3]]) == [1, 2, 3]",
        flatten,
    ),
    _function(
        "range",
        (Parameter("start", INT), Parameter("end", INT, is_optional=True), Parameter("step", INT, is_optional=True)),
        LIST,
        "The integers from 0 up to, not including, `start`; or from `start` up to, not including, `end`.",
        "range(3) == [0, 1, 2] && range(1, 6, 2) == [1, 3, 5]",
        spread,
    ),
    _function("abs", (_NUMBER,), NUMBER, "The number without its sign.", "abs(-3) == 3", magnitude),
    _function(
        "round",
        (_NUMBER, Parameter("digits", INT, is_optional=True)),
        NUMBER,
        "The nearest integer, or the number with so many digits after the point; halves away from zero.",
        "round(2.5) == 3 && round(2.675, 2) == 2.68",
        rounded,
    ),
    _function(
        "min",
        (Parameter("value"),),
        ANY,
        "The smallest of the arguments, or of the items of one list: numbers, texts or times.",
        "min(3, 1, 2) == 1 && min([2.5, 4]) == 2.5",
        least,
        is_variadic=True,
    ),
    _function(
        "max",
        (Parameter("value"),),
        ANY,
        "The largest of the arguments, or of the items of one list.",
        "max([1, 3, 2]) == 3",
        greatest,
        is_variadic=True,
    ),
    _function(
        "sum",
        (_LIST,),
        INT | DOUBLE,
        "The sum of a list of numbers; 0 of an empty one.",
        "sum([1, 2, 3]) == 6",
        total,
    ),
)
