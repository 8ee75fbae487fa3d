"""The comprehensions: `all exists exists_one filter map`, over the items of a list or the keys of a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ...source.codes import values as codes
from ..describe import describe
from ..failure import Failure, OperandError
from ..kinds import BOOL, LIST, MAP, TEXT, kind_of, kind_words
from .build import charge
from .frame import Frame, Run
from .logic import absorb, not_boolean
from .nodes import Call, Name, Node
from .program import Compiling, Part

MACROS: Final = {
    "all": "`list.all(x, condition)`",
    "exists": "`list.exists(x, condition)`",
    "exists_one": "`list.exists_one(x, condition)`",
    "filter": "`list.filter(x, condition)`",
    "map": "`list.map(x, value)` or `list.map(x, condition, value)`",
}


def macro_part(compiler: Compiling, node: Call) -> Part:
    """A comprehension: its variable lives in a slot of the frame while the body runs."""
    assert node.receiver is not None
    over = compiler.part(node.receiver)
    if not over.kinds & (LIST | MAP):
        hint = "write `parse_json(...)` or `split(...)` first" if over.kinds & TEXT else None
        message = f"`{node.name}` walks a list or a map, not {kind_words(over.kinds)}"
        raise Failure(codes.TYPE_CLASH, message, node.receiver.start, node.receiver.end, hint)
    variable = _variable(node)
    slot = compiler.slots
    compiler.slots += 1
    shadowed = compiler.variables.get(variable)
    compiler.variables[variable] = slot
    try:
        run, kinds = _bodies(compiler, node, _walk(over.run, slot, node.receiver, node))
    finally:
        if shadowed is None:
            del compiler.variables[variable]
        else:
            compiler.variables[variable] = shadowed
    if kinds == LIST:
        compiler.builds = True
    return Part(run, kinds)


def _variable(node: Call) -> str:
    counts = (2, 3) if node.name == "map" else (2,)
    if len(node.arguments) not in counts:
        got = f"{len(node.arguments)} argument{'' if len(node.arguments) == 1 else 's'}"
        message = f"`{node.name}` takes a name and what to do with it, got {got}"
        raise Failure(codes.ARGUMENT_COUNT, message, node.name_start, node.end, f"as in {MACROS[node.name]}")
    variable = node.arguments[0]
    if not isinstance(variable, Name):
        hint = f"as in {MACROS[node.name]}"
        raise Failure(codes.EXPRESSION_SYNTAX, "a plain name must stand here", variable.start, variable.end, hint)
    return variable.name


def _bodies(compiler: Compiling, node: Call, walk: Walk) -> tuple[Run, int]:
    body_node = node.arguments[-1]
    if node.name == "map":
        condition = compiler.boolean(node.arguments[1], "the condition") if len(node.arguments) == 3 else None
        body = compiler.part(body_node)
        return _map(walk, condition, body, node), LIST
    body = compiler.boolean(body_node, "the condition")
    if node.name == "filter":
        return _filter(walk, body, node), LIST
    if node.name == "exists_one":
        return _exists_one(walk, body, body_node), BOOL
    return _quantifier(walk, body, body_node, decides=node.name == "exists"), BOOL


Walk = Callable[[Frame], Iterator[object]]


def _walk(over: Run, slot: int, over_node: Node, node: Call) -> Walk:
    """Puts every item into the slot, one after the other, and counts the steps."""

    def walk(frame: Frame) -> Iterator[object]:
        values: Any = over(frame)
        kind = kind_of(values)
        if not kind & (LIST | MAP):
            message = f"`{node.name}` walks a list or a map, not {describe(values)}"
            raise Failure(codes.WRONG_TYPE, message, over_node.start, over_node.end)
        variables = frame.locals
        for item in list(values) if isinstance(values, Mapping) else values:
            try:
                frame.step()
            except OperandError as error:
                raise Failure(error.code, error.message, node.start, node.end, error.hint) from None
            variables[slot] = item
            yield item

    return walk


def _is_true(frame: Frame, read: Run, node: Node) -> bool:
    value = read(frame)
    if type(value) is not bool:
        raise not_boolean(value, "the condition", node)
    return value


def _quantifier(walk: Walk, body: Part, node: Node, *, decides: bool) -> Run:
    """`exists` (decided by one true item) and `all` (by one false), which then ignore other items' errors."""
    read = body.run

    def run(frame: Frame) -> bool:
        failed: Failure | None = None
        for _ in walk(frame):
            try:
                if _is_true(frame, read, node) is decides:
                    return decides
            except Failure as failure:
                failed = absorb(failed, failure)
        if failed is not None:
            raise failed
        return not decides

    return run


def _exists_one(walk: Walk, body: Part, node: Node) -> Run:
    read = body.run

    def run(frame: Frame) -> bool:
        return sum(_is_true(frame, read, node) for _ in walk(frame)) == 1

    return run


def _filter(walk: Walk, body: Part, node: Call) -> Run:
    read, body_node = body.run, node.arguments[-1]

    def run(frame: Frame) -> list[object]:
        built = [item for item in walk(frame) if _is_true(frame, read, body_node)]
        charge(frame, built, node)
        return built

    return run


def _map(walk: Walk, condition: Part | None, body: Part, node: Call) -> Run:
    read = body.run
    condition_node = node.arguments[1]

    def run(frame: Frame) -> list[object]:
        if condition is None:
            built = [read(frame) for _ in walk(frame)]
        else:
            built = [read(frame) for _ in walk(frame) if _is_true(frame, condition.run, condition_node)]
        charge(frame, built, node)
        return built

    return run
