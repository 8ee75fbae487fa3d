"""Chance: all of it from the test's own seeded generator, so that a seed repeats a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ...source.codes import values as codes
from ..failure import OperandError
from ..kinds import ANY, BOOL, DOUBLE, INT, LIST, NUMBER, TEXT
from ..limits import MAX_TEXT
from ..scope import FunctionContext
from .table import Function, Parameter

_ALPHANUMERIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def uuid(context: FunctionContext) -> str:
    # RFC 9562 section 5.4: version 4, variant 10; spelled here, since importing `uuid` asks the machine for its name.
    bits = context.random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62
    digits = f"{bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def random_int(context: FunctionContext, least: int, most: int) -> int:
    if least > most:
        raise OperandError(f"there is no integer from {least} to {most}", "the smaller one comes first")
    return context.random.randint(least, most)


def random_double(context: FunctionContext, least: float = 0.0, most: float = 1.0) -> float:
    return context.random.uniform(least, most)


def random_bool(context: FunctionContext) -> bool:
    return context.random.random() < 0.5


def random_choice(context: FunctionContext, items: Sequence[object]) -> object:
    if not items:
        raise OperandError("an empty list has nothing to choose from", argument=0)
    return context.random.choice(items)


def random_sample(context: FunctionContext, items: Sequence[object], count: int) -> list[object]:
    if not 0 <= count <= len(items):
        raise OperandError(f"{count} different items cannot be taken from {len(items)}", argument=1)
    return context.random.sample(items, count)


def random_shuffle(context: FunctionContext, items: Sequence[object]) -> list[object]:
    return context.random.sample(items, len(items))


def random_text(context: FunctionContext, length: int, alphabet: str = _ALPHANUMERIC) -> str:
    if not 0 <= length <= MAX_TEXT:
        raise OperandError(
            f"a text cannot have {length:,} characters", "at most 10 MiB", code=codes.EVALUATION_LIMIT, argument=0
        )
    if not alphabet:
        raise OperandError("an empty alphabet has no characters", argument=1)
    return "".join(context.random.choices(alphabet, k=length))


def random_hex(context: FunctionContext, length: int) -> str:
    return random_text(context, length, "0123456789abcdef")


_GROUP: Final = "Chance"
_LIST: Final = Parameter("list", LIST)
_LENGTH: Final = Parameter("length", INT)
_INTEGERS: Final = (Parameter("least", INT), Parameter("most", INT))
_NUMBERS: Final = (Parameter("least", NUMBER, is_optional=True), Parameter("most", NUMBER, is_optional=True))


def _function(
    name: str, parameters: tuple[Parameter, ...], returns: int, doc: str, example: str, call: Callable[..., Any]
) -> Function:
    return Function(name, _GROUP, parameters, returns, doc, example, call, is_pure=False, needs_context=True)


FUNCTIONS: Final = (
    _function("uuid", (), TEXT, "A random UUID (version 4).", "size(uuid()) == 36", uuid),
    _function(
        "random.int",
        _INTEGERS,
        INT,
        "An integer from `least` to `most`, both included.",
        "random.int(1, 6) in range(1, 7)",
        random_int,
    ),
    _function(
        "random.double",
        _NUMBERS,
        DOUBLE,
        "A number between the two, or between 0 and 1.",
        "random.double(2, 3) >= 2",
        random_double,
    ),
    _function("random.bool", (), BOOL, "True or false.", "random.bool() in [true, false]", random_bool),
    _function(
        "random.choice",
        (_LIST,),
        ANY,
        "One item of the list.",
        'random.choice(["a", "b"]) in ["a", "b"]',
        random_choice,
    ),
    _function(
        "random.sample",
        (_LIST, Parameter("count", INT)),
        LIST,
        "So many different items of the list, in random order.",
        "size(random.sample([1, 2, 3], 2)) == 2",
        random_sample,
    ),
    _function(
        "random.shuffle",
        (_LIST,),
        LIST,
        "The items in random order.",
        "sort(random.shuffle([2, 1])) == [1, 2]",
        random_shuffle,
    ),
    _function(
        "random.text",
        (_LENGTH, Parameter("alphabet", TEXT, is_optional=True)),
        TEXT,
        "Random characters: ASCII letters and digits, or those of the alphabet.",
        'random.text(8).matches("^[A-Za-z0-9]{8}$")',
        random_text,
    ),
    _function(
        "random.hex",
        (_LENGTH,),
        TEXT,
        "Random hexadecimal digits.",
        'random.hex(4).matches("^[0-9a-f]{4}$")',
        random_hex,
    ),
)
