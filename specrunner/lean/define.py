"""A `dataclass` that writes its methods when they are first called.

The standard library compiles six methods for each class as it is defined, a millisecond for each of two hundred
classes, most of which one call of the program never uses. Here `__init__`, `__eq__` and `__hash__` are compiled on
first use, and what needs no speed (`repr`, copying, refusing to change) is shared by all classes. What comes out
behaves like `dataclasses.dataclass(slots=True, ...)`; tests hold the two together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from reprlib import recursive_repr
from types import MemberDescriptorType, SimpleNamespace
from typing import Any, TypeVar

from .methods import equality, hashing, initialiser

T = TypeVar("T")

_KEYWORDS_FOLLOW = "dataclasses.KW_ONLY"


@dataclasses.dataclass
class _Sample:
    """Shows how this version of Python marks a field that is neither of the class nor for `__init__` alone."""

    field: int


_REGULAR: Any = _Sample.__dataclass_fields__["field"]._field_type  # type: ignore[attr-defined]  # not public


def dataclass(
    *, slots: bool, frozen: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[type[T]], type[T]]:
    """As `dataclasses.dataclass`, for classes with slots. Without `InitVar` and `KW_ONLY`; raises TypeError."""
    if not slots:
        raise TypeError("only classes with slots are defined here")

    def define(cls: type[T]) -> type[T]:
        defined: type[T] = _define(cls, frozen, eq, kw_only)
        return defined

    return define


def _define(cls: Any, frozen: bool, eq: bool, kw_only: bool) -> Any:
    inherited = _inherited(cls, frozen)
    own = list(_own_fields(cls, kw_only))
    fields: dict[str, dataclasses.Field[Any]] = {**inherited, **{each.name: each for each in own}}
    _check_order(fields.values())
    namespace = dict(cls.__dict__)
    for each in own:
        namespace.pop(each.name, None)
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    namespace["__slots__"] = tuple(each.name for each in own if each.name not in inherited)
    namespace["__qualname__"] = cls.__qualname__
    namespace["__dataclass_fields__"] = fields
    namespace["__dataclass_params__"] = SimpleNamespace(
        init=True, repr=True, eq=eq, order=False, unsafe_hash=False, frozen=frozen
    )
    shared: dict[str, object] = {
        "__match_args__": tuple(each.name for each in fields.values() if each.init and not each.kw_only),
        "__repr__": _repr,
        "__replace__": _replaced,
        "__init__": _first_init(fields, frozen),
    }
    if eq:
        shared |= _comparison(namespace, fields, frozen)
    if frozen:
        shared |= {"__getstate__": _state, "__setstate__": _restore}
        namespace |= {"__setattr__": _refuse_set, "__delattr__": _refuse_delete}
    for name, value in shared.items():
        if namespace.get(name) is None:
            namespace[name] = value
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def _inherited(cls: Any, frozen: bool) -> dict[str, dataclasses.Field[Any]]:
    found: dict[str, dataclasses.Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        if "__dataclass_fields__" in base.__dict__:
            if base.__dataclass_params__.frozen is not frozen:
                raise TypeError("cannot inherit frozen from non-frozen, nor the other way round")
            found |= base.__dataclass_fields__
    return found


def _own_fields(cls: Any, kw_only: bool) -> Iterable[dataclasses.Field[Any]]:
    for name, type_ in cls.__annotations__.items():
        shown = type_ if isinstance(type_, str) else str(type_)
        if shown.startswith(("ClassVar", "typing.ClassVar")):
            continue
        if shown.removeprefix("dataclasses.").startswith(("InitVar", "KW_ONLY")):
            raise TypeError(f"{cls.__name__}.{name}: `{shown}` is not known here")
        default = cls.__dict__.get(name, dataclasses.MISSING)
        if isinstance(default, MemberDescriptorType):
            raise TypeError(f"{cls.__name__} has slots of its own")
        field: Any = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        if type(field.default).__hash__ is None:
            raise ValueError(f"mutable default for field {name}: use default_factory")
        field.name, field.type, field._field_type = name, type_, _REGULAR
        if field.kw_only is dataclasses.MISSING:
            field.kw_only = kw_only
        yield field


def _check_order(fields: Iterable[dataclasses.Field[Any]]) -> None:
    optional = ""
    for each in fields:
        if each.init and not each.kw_only:
            if each.default is not dataclasses.MISSING or each.default_factory is not dataclasses.MISSING:
                optional = each.name
            elif optional:
                raise TypeError(f"field {each.name} without a default follows {optional}, which has one")


def _comparison(
    namespace: Mapping[str, object], fields: Mapping[str, dataclasses.Field[Any]], frozen: bool
) -> dict[str, object]:
    """`__eq__`, and what it means for `__hash__`: a class that can change has none."""
    compared = tuple(each.name for each in fields.values() if each.compare)
    hashed = tuple(each.name for each in fields.values() if (each.compare if each.hash is None else each.hash))
    found: dict[str, object] = {"__eq__": _first_eq(compared)}
    # A class that defines `__eq__` alone is given `__hash__ = None` by Python; that is no wish of its author.
    if "__hash__" not in namespace or (namespace["__hash__"] is None and "__eq__" in namespace):
        found["__hash__"] = _first_hash(hashed) if frozen else None
    return found


def _first_init(fields: Mapping[str, dataclasses.Field[Any]], frozen: bool) -> Callable[..., None]:
    def __init__(self: Any, *arguments: Any, **named: Any) -> None:
        owner = _owner(type(self), "__init__", __init__)
        owner.__init__ = initialiser(owner, fields.values(), frozen)
        owner.__init__(self, *arguments, **named)

    return __init__


def _first_eq(names: tuple[str, ...]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:
        owner = _owner(type(self), "__eq__", __eq__)
        owner.__eq__ = equality(names)
        equal: bool = owner.__eq__(self, other)
        return equal

    return __eq__


def _first_hash(names: tuple[str, ...]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        owner = _owner(type(self), "__hash__", __hash__)
        owner.__hash__ = hashing(names)
        hashed: int = owner.__hash__(self)
        return hashed

    return __hash__


def _owner(cls: type, name: str, stub: object) -> Any:
    """The class that holds the stub, to put in its place what it stands for. Two threads may both do so."""
    return next(
        (each for each in cls.__mro__ if each.__dict__.get(name) is stub),
        next(each for each in cls.__mro__ if name in each.__dict__),
    )


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _replaced(self: Any, /, **changes: object) -> Any:
    return dataclasses.replace(self, **changes)


def _state(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _restore(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _refuse_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
