"""Calls of the function table: which function, are its arguments right, and the closure that runs it."""

from __future__ import annotations

from typing import Any, Final

from ...source import nearest
from ...source.codes import Code
from ...source.codes import values as codes
from ..describe import describe
from ..failure import Failure, OperandError
from ..functions import FUNCTIONS, NAMESPACES, Function
from ..kinds import BYTES, LIST, MAP, TEXT, kind_of, kind_words
from ..missing import MISSING
from .fold import fold
from .frame import Frame, Run
from .macros import MACROS
from .nodes import Call, Name, Node
from .program import Compiling, Part

# What people call it elsewhere, where the letters alone do not lead to the name here.
_ELSEWHERE: Final = {
    "get": 'a key is read as `x["key"]`; `has(x.key)` asks whether it is there',
    "length": "did you mean `size`?",
    "len": "did you mean `size`?",
    "count": "did you mean `size`?",
    "str": "did you mean `string`?",
    "float": "did you mean `double`?",
    "number": "did you mean `double` or `int`?",
    "toUpperCase": "did you mean `upper`?",
    "toLowerCase": "did you mean `lower`?",
    "includes": "did you mean `contains`?",
    "indexOf": "`contains` says whether it is there; `extract` takes a part out",
    "strip": "did you mean `trim`?",
    "format": "did you mean `format_date`? Texts are joined with `+`",
    "any": "did you mean `exists`?",
    "find": "write `list.filter(x, condition)[0]`",
    "select": "did you mean `filter`?",
    "env": "environment variables are read as `env.NAME`",
    "secret": "secrets are read as `secrets.NAME`",
    "not": "write `!`",
    "if": "write `test ? then : otherwise`",
    "timestamp_now": "did you mean `now`?",
    "date": "did you mean `today` or `format_date`?",
    "randint": "did you mean `random.int`?",
    "uint": "unsigned integers are not supported: did you mean `int`?",
    "to_json": "did you mean `json`?",
    "tojson": "did you mean `json`?",
    "from_json": "did you mean `parse_json`?",
    "fromjson": "did you mean `parse_json`?",
}


def call_part(compiler: Compiling, node: Call) -> Part:
    """`f(x, y)`, `x.f(y)` or `namespace.f(x)`. Raises Failure."""
    function, receiver, name_start = _resolve(compiler, node)
    nodes = (*receiver, *node.arguments)
    _check_count(function, len(nodes), name_start, node)
    parts = [compiler.part(argument) for argument in nodes]
    for index, (part, argument) in enumerate(zip(parts, nodes, strict=True)):
        _check_argument(function, index, part, argument)
    run = _call_run(
        function, tuple(part.run for part in parts), nodes, (name_start, node.end), bool(compiler.variables)
    )
    if function.is_opaque:
        return Part(run, function.returns)
    if function.is_pure:
        return fold(run, function.returns, *parts)
    compiler.is_pure = False
    return Part(run, function.returns)


def _resolve(compiler: Compiling, node: Call) -> tuple[Function, tuple[Node, ...], int]:
    """The function, the receiver if it is an argument, and where the function's name begins."""
    receiver = node.receiver
    if isinstance(receiver, Name) and receiver.name in NAMESPACES and receiver.name not in compiler.variables:
        function = FUNCTIONS.get(f"{receiver.name}.{node.name}")
        if function is None:
            raise _unknown(f"{receiver.name}.{node.name}", receiver.start, node)
        return function, (), receiver.start
    function = FUNCTIONS.get(node.name)
    if function is None or (receiver is not None and not function.parameters):
        raise _unknown(node.name, node.name_start, node)
    return function, () if receiver is None else (receiver,), node.name_start


def _unknown(name: str, start: int, node: Call) -> Failure:
    if name in MACROS:
        hint: str | None = f"it is called on a list: {MACROS[name]}"
        return Failure(codes.UNKNOWN_FUNCTION, f"`{name}` is no plain function", start, node.name_end, hint)
    if name in FUNCTIONS:
        hint = f"write `{FUNCTIONS[name].signature}`"
        return Failure(codes.UNKNOWN_FUNCTION, f"`{name}` is called on nothing", start, node.name_end, hint)
    namespace = name.partition(".")[0] if "." in name else None
    known = [each for each in (*FUNCTIONS, *MACROS, "has") if namespace is None or each.startswith(f"{namespace}.")]
    hint = _ELSEWHERE.get(name)
    if hint is None and (best := nearest(name, known)) is not None:
        hint = f"did you mean `{best}`?"
    if hint is None and (tail := next((each for each in FUNCTIONS if each.endswith(f".{name}")), None)):
        hint = f"did you mean `{tail}`?"
    hint = hint or "the functions are listed in docs/reference/expressions.md"
    return Failure(codes.UNKNOWN_FUNCTION, f"there is no function `{name}`", start, node.name_end, hint)


def _check_count(function: Function, count: int, start: int, node: Call) -> None:
    most = function.most
    if function.least <= count and (most is None or count <= most):
        return
    if most == function.least:
        takes = f"{most} argument{'' if most == 1 else 's'}"
    elif most is None:
        takes = f"at least {function.least} argument{'' if function.least == 1 else 's'}"
    else:
        takes = f"{function.least} to {most} arguments"
    message = f"`{function.name}` takes {takes}, got {count}"
    raise Failure(codes.ARGUMENT_COUNT, message, start, node.end, f"write `{function.signature}`")


def _check_argument(function: Function, index: int, part: Part, node: Node) -> None:
    """What the text alone shows of an argument: its kind, and, if it is a literal, its value."""
    parameter = function.parameter(index)
    if not part.kinds & parameter.kinds:
        shown = kind_words(part.kinds) if part.constant is MISSING else describe(part.constant)
        raise _wrong_kind(codes.TYPE_CLASH, function, index, shown, node)
    if parameter.check_literal is not None and part.constant is not MISSING:
        try:
            parameter.check_literal(part.constant)
        except OperandError as error:
            raise Failure(error.code, error.message, node.start, node.end, error.hint) from None


def _wrong_kind(code: Code, function: Function, index: int, shown: str, node: Node) -> Failure:
    parameter = function.parameter(index)
    message = f"`{function.name}` takes {kind_words(parameter.kinds)} as `{parameter.name}`, not {shown}"
    hint = "convert it: `string(...)`, or `json(...)` for lists and maps" if parameter.kinds == TEXT else None
    return Failure(code, message, node.start, node.end, hint)


def _call_run(
    function: Function, reads: tuple[Run, ...], nodes: tuple[Node, ...], place: tuple[int, int], is_charged: bool
) -> Run:
    call, needs_context = function.call, function.needs_context
    wanted = tuple(function.parameter(index).kinds for index in range(len(reads)))
    is_charged = is_charged and bool(function.returns & (TEXT | BYTES | LIST | MAP))

    def run(frame: Any) -> object:
        arguments = [read(frame) for read in reads]
        for index, argument in enumerate(arguments):
            if not kind_of(argument) & wanted[index]:
                raise _wrong_kind(codes.WRONG_TYPE, function, index, describe(argument), nodes[index])
        try:
            value = call(frame.functions, *arguments) if needs_context else call(*arguments)
            if is_charged and isinstance(frame, Frame):
                frame.charge(value)
        except OperandError as error:
            start, end = place
            if error.argument is not None and error.argument < len(nodes):
                start, end = nodes[error.argument].start, nodes[error.argument].end
            raise Failure(error.code, error.message, start, end, error.hint) from None
        except OverflowError:
            # JSON may hold integers of any length, and Python's own functions take 64 bits.
            message = f"a number is too large for `{function.name}`"
            raise Failure(codes.FUNCTION_FAILED, message, *place) from None
        return value

    return run
