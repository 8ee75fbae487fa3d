"""The tree of an expression into closures, with every mistake found that the text alone shows."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from ...source.codes import values as codes
from ..failure import Failure, OperandError
from ..functions import FUNCTIONS, NAMESPACES
from ..kinds import ANY, BOOL, DURATION, LIST, MAP, NUMBER, TEXT, TIMESTAMP, TYPE, kind_of, kind_words
from ..missing import MISSING
from ..operators import (
    add,
    comparison,
    contained,
    divide,
    equal,
    multiply,
    negate,
    remainder,
    result_kinds,
    subtract,
    unequal,
)
from .build import list_run, map_run
from .calls import call_part
from .fold import fold
from .frame import Run
from .logic import and_run, condition_run, not_run, or_run
from .lookup import Step, local_path_run, missing, path_run, read_step
from .macros import MACROS, macro_part
from .nodes import Binary, Call, Condition, Index, ListLiteral, Literal, Logic, MapLiteral, Name, Node, Select, Unary
from .program import Part, RelativeReference
from .typenames import with_type_names

_BINARY: Final[dict[str, Callable[[Any, Any], object]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "==": equal,
    "!=": unequal,
    "<": comparison("<", operator.lt),
    "<=": comparison("<=", operator.le),
    ">": comparison(">", operator.gt),
    ">=": comparison(">=", operator.ge),
    "in": contained,
}


class Compiler:
    """Compiles one expression. What it learns of the whole (references, purity) gathers in its attributes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.references: list[RelativeReference] = []
        self.guards: list[tuple[str | int, ...]] = []
        self.variables: dict[str, int] = {}
        self.slots = 0
        self.is_pure = True
        self.needs_frame = False
        self.builds = False

    def part(self, node: Node) -> Part:
        """The compiled form of a node. Raises Failure."""
        match node:
            case Name() | Select() | Index():
                return self._path(node)
            case Literal():
                return literal_part(node.value)
            case Binary():
                return self._binary(node)
            case Call():
                return self._call(node)
            case Logic():
                return self._logic(node)
            case Unary():
                return self._unary(node)
            case Condition():
                return self._condition(node)
            case ListLiteral():
                return self._list(node)
            case MapLiteral():
                return self._map(node)

    def boolean(self, node: Node, where: str) -> Part:
        """The compiled form of a node that must be a condition."""
        part = self.part(node)
        if not part.kinds & BOOL:
            hint = "there is no truthiness: compare, as in `x != null` or `size(x) > 0`"
            message = f"{where} is a boolean, not {kind_words(part.kinds)}"
            raise Failure(codes.TYPE_CLASH, message, node.start, node.end, hint)
        return part

    # --- paths

    def _path(self, node: Name | Select | Index) -> Part:
        found = static_path(node)
        if found is None:
            return self._step(node)
        root, steps = found
        name = str(root.key)
        if (slot := self.variables.get(name)) is not None:
            return Part(local_path_run(self.text, slot, root, steps))
        if name in NAMESPACES and steps and f"{name}.{steps[0].key}" in FUNCTIONS:
            signature = FUNCTIONS[f"{name}.{steps[0].key}"].signature
            message = f"`{name}.{steps[0].key}` is a function"
            raise Failure(codes.UNKNOWN_NAME, message, root.start, steps[0].end, f"call it: `{signature}`")
        path = (name, *(step.key for step in steps))
        self.references.append(RelativeReference(path, node.start, node.end))
        return Part(path_run(self.text, root, steps))

    def _step(self, node: Name | Select | Index) -> Part:
        """A key or item of something that is no static path: of a literal, a call, or by a computed index."""
        assert not isinstance(node, Name)
        base = self.part(node.base)
        shown = self.text[node.base.start : node.base.end]
        if isinstance(node, Select):
            key = literal_part(node.field)
            start, end = node.field_start, node.end
        else:
            key = self.part(node.key)
            start, end = node.key.start, node.key.end
        self._check_step(base, key, shown, start, end)
        read_base, read_key = base.run, key.run

        def run(frame: Any) -> object:
            value, wanted = read_base(frame), read_key(frame)
            found = read_step(value, wanted)
            if found is MISSING:
                raise missing(value, wanted, shown, start, end)
            return found

        return fold(run, ANY, base, key)

    def _check_step(self, base: Part, key: Part, shown: str, start: int, end: int) -> None:
        if (base.kinds & MAP and key.kinds & TEXT) or (base.kinds & LIST and key.kinds & NUMBER):
            return
        if base.constant is not MISSING and key.constant is not MISSING:
            failure = missing(base.constant, key.constant, shown, start, end)
            raise Failure(codes.TYPE_CLASH, failure.message, start, end, failure.hint)
        if base.kinds & (MAP | LIST):
            message = f"{kind_words(base.kinds)} cannot be read by {kind_words(key.kinds)}"
            hint = "keys of a map are text, indexes of a list are integers"
        else:
            message = f"`{shown}` is {kind_words(base.kinds)}, which has neither keys nor items"
            hint = None
        raise Failure(codes.TYPE_CLASH, message, start, end, hint)

    # --- operators

    def _binary(self, node: Binary) -> Part:
        node = with_type_names(node)
        left, right = self.part(node.left), self.part(node.right)
        kinds = result_kinds(node.operator, left.kinds, right.kinds)
        compute = _BINARY[node.operator]
        if not kinds:
            raise _clash(node, left, right, compute)
        read_left, read_right = left.run, right.run
        place = (node.operator_start, node.operator_start + len(node.operator))
        if node.operator in "+" and self.variables:
            return fold(self._charged(read_left, read_right, place), kinds, left, right)

        def run(frame: Any) -> object:
            try:
                return compute(read_left(frame), read_right(frame))
            except OperandError as error:
                raise Failure(error.code, error.message, *place, error.hint) from None

        return fold(run, kinds, left, right)

    def _charged(self, read_left: Run, read_right: Run, place: tuple[int, int]) -> Run:
        """`+` inside a loop, where what it builds counts against the budget."""

        def run(frame: Any) -> object:
            try:
                value = add(read_left(frame), read_right(frame))
                frame.charge(value)
            except OperandError as error:
                raise Failure(error.code, error.message, *place, error.hint) from None
            return value

        return run

    def _unary(self, node: Unary) -> Part:
        if node.operator == "!":
            part = self.boolean(node.operand, "what follows `!`")
            return fold(not_run(part.run, node), BOOL, part)
        part = self.part(node.operand)
        if not part.kinds & NUMBER:
            message = f"`-` takes a number, not {kind_words(part.kinds)}"
            raise Failure(codes.TYPE_CLASH, message, node.start, node.end)
        read = part.run

        def run(frame: Any) -> object:
            try:
                return negate(read(frame))
            except OperandError as error:
                raise Failure(error.code, error.message, node.start, node.end, error.hint) from None

        return fold(run, part.kinds & NUMBER, part)

    def _logic(self, node: Logic) -> Part:
        parts = [self.boolean(operand, f"an operand of `{node.operator}`") for operand in node.operands]
        make = and_run if node.operator == "&&" else or_run
        runs = tuple((part.run, operand) for part, operand in zip(parts, node.operands, strict=True))
        return fold(make(runs), BOOL, *parts)

    def _condition(self, node: Condition) -> Part:
        test = self.boolean(node.test, "the condition before `?`")
        then, otherwise = self.part(node.then), self.part(node.otherwise)
        run = condition_run(test.run, then.run, otherwise.run, node.test)
        return fold(run, then.kinds | otherwise.kinds, test, then, otherwise)

    # --- lists, maps, calls

    def _list(self, node: ListLiteral) -> Part:
        parts = [self.part(item) for item in node.items]
        self.needs_frame = self.builds = True
        return fold(list_run(tuple(part.run for part in parts), node), LIST, *parts)

    def _map(self, node: MapLiteral) -> Part:
        pairs = [(self._map_key(key), self.part(value)) for key, value in node.pairs]
        known: set[object] = set()
        for (key, _), (key_node, _) in zip(pairs, node.pairs, strict=True):
            if isinstance(key.constant, str) and key.constant in known:
                message = f"the key `{key.constant}` stands here twice"
                raise Failure(codes.EXPRESSION_SYNTAX, message, key_node.start, key_node.end)
            known.add(key.constant)
        self.needs_frame = self.builds = True
        runs = tuple(
            (key.run, value.run, key_node) for (key, value), (key_node, _) in zip(pairs, node.pairs, strict=True)
        )
        return fold(map_run(runs, node), MAP, *(part for pair in pairs for part in pair))

    def _map_key(self, node: Node) -> Part:
        if isinstance(node, Name) and node.name not in self.variables:
            hint = f'write `"{node.name}": ...`; to compute a key from a variable write `("" + {node.name})`'
            raise Failure(codes.EXPRESSION_SYNTAX, "the keys of a map stand in quotes", node.start, node.end, hint)
        part = self.part(node)
        if not part.kinds & TEXT:
            message = f"the keys of a map are text, not {kind_words(part.kinds)}"
            raise Failure(codes.TYPE_CLASH, message, node.start, node.end, "maps here are JSON objects")
        return part

    def _call(self, node: Call) -> Part:
        if node.name in MACROS and node.receiver is not None:
            self.needs_frame = True
            return macro_part(self, node)
        if node.name == "has" and node.receiver is None:
            return self._has(node)
        return call_part(self, node)

    def _has(self, node: Call) -> Part:
        wanted = node.arguments[0] if len(node.arguments) == 1 else None
        if not isinstance(wanted, Select | Index):
            hint = "as in `has(steps.create.body.note)`"
            raise Failure(codes.ARGUMENT_COUNT, "`has` takes one key of a map", node.start, node.end, hint)
        base = self._asked(wanted)
        key = literal_part(wanted.field) if isinstance(wanted, Select) else self.part(wanted.key)
        shown = self.text[wanted.base.start : wanted.base.end]
        start = wanted.field_start if isinstance(wanted, Select) else wanted.key.start
        self._check_step(base, key, shown, start, wanted.end)
        read_base, read_key, end = base.run, key.run, wanted.end

        def run(frame: Any) -> bool:
            value, name = read_base(frame), read_key(frame)
            if not kind_of(value) & (MAP | LIST):
                raise missing(value, name, shown, start, end)
            return read_step(value, name) is not MISSING

        return fold(run, BOOL, base, key)

    def _asked(self, wanted: Select | Index) -> Part:
        """What `has` looks into. A path that is asked for counts as read as a whole, not only as far as its base."""
        before = len(self.references)
        base = self.part(wanted.base)
        found = static_path(wanted)
        if found is not None and len(self.references) > before:
            path = (found[0].key, *(step.key for step in found[1]))
            self.guards.append(path)
            self.references[before:] = [RelativeReference(path, wanted.start, wanted.end)]
        return base


def literal_part(value: object) -> Part:
    """A value that stands in the text."""
    return Part(lambda frame: value, kind_of(value), value)


def static_path(node: Node) -> tuple[Step, tuple[Step, ...]] | None:
    """The root and the constant steps of `a.b[0]["c"]`; None when something else is in it."""
    steps: list[Step] = []
    while not isinstance(node, Name):
        if isinstance(node, Select):
            steps.append(Step(node.field, node.field_start, node.end, node.end))
        elif isinstance(node, Index) and isinstance(node.key, Literal) and type(node.key.value) in (str, int):
            key: Any = node.key.value
            steps.append(Step(key, node.key.start, node.key.end, node.end))
        else:
            return None
        node = node.base
    return Step(node.name, node.start, node.end, node.end), tuple(reversed(steps))


def _clash(node: Binary, left: Part, right: Part, compute: Callable[[Any, Any], object]) -> Failure:
    """Why an operator can never work on these kinds; in its own words where the values are known."""
    start, end = node.start, node.end
    if node.operator in ("==", "!="):
        message = f"{kind_words(left.kinds)} and {kind_words(right.kinds)} are never equal"
        return Failure(codes.TYPE_CLASH, message, start, end, _conversion_hint(left.kinds | right.kinds))
    if left.constant is not MISSING and right.constant is not MISSING:
        try:
            compute(left.constant, right.constant)
        except OperandError as error:
            return Failure(codes.TYPE_CLASH, error.message, start, end, error.hint)
    message = f"`{node.operator}` does not work on {kind_words(left.kinds)} and {kind_words(right.kinds)}"
    hint = "`in` looks into lists and maps" if node.operator == "in" else _conversion_hint(left.kinds | right.kinds)
    return Failure(codes.TYPE_CLASH, message, start, end, hint)


def _conversion_hint(kinds: int) -> str | None:
    if kinds & TYPE:
        return "type names stand without quotes: `type(x) == int`"
    if kinds & TEXT and kinds & NUMBER:
        return "convert one of them: `string(...)`, `int(...)` or `double(...)`"
    if kinds & TEXT and kinds & TIMESTAMP:
        return "write `timestamp(...)` around the text"
    if kinds & TEXT and kinds & DURATION:
        return "write `duration(...)` around the text"
    return None
