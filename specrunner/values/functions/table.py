"""What a function of the table is."""

from __future__ import annotations

from collections.abc import Callable

from ...lean import dataclass
from ..kinds import ANY, Kinds


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument. `check_literal` judges an argument known before the run; it raises OperandError."""

    name: str
    kinds: Kinds = ANY
    is_optional: bool = False
    check_literal: Callable[[object], object] | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function that expressions can call.

    `call` gets the arguments, the FunctionContext first when `needs_context`; it raises OperandError. A function that
    is not pure gives something else each time, or depends on more than its arguments. `example` is an expression that
    is true.
    `is_variadic`: the last parameter may be repeated. `is_opaque`: checks before the run do not look through it.
    """

    name: str
    group: str
    parameters: tuple[Parameter, ...]
    returns: Kinds
    doc: str
    example: str
    call: Callable[..., object]
    is_pure: bool = True
    needs_context: bool = False
    is_variadic: bool = False
    is_opaque: bool = False

    @property
    def signature(self) -> str:
        """`replace(text, old, new)`; optional parameters carry a `?`, a repeated one `...`."""
        words = [parameter.name + ("?" if parameter.is_optional else "") for parameter in self.parameters]
        if self.is_variadic:
            words[-1] += "..."
        return f"{self.name}({', '.join(words)})"

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return sum(not parameter.is_optional for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        """How many arguments it takes; None when there is no end."""
        return None if self.is_variadic else len(self.parameters)

    def parameter(self, index: int) -> Parameter:
        """The parameter that the argument at `index` (from 0) fills."""
        return self.parameters[min(index, len(self.parameters) - 1)]
