"""The methods of one class, compiled from a text like those of the standard library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field
from typing import Any


class _Unset:
    """What a parameter is when its default must be made anew for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_UNSET = _Unset()


def initialiser(cls: Any, fields: Iterable[Field[Any]], frozen: bool) -> Callable[..., None]:
    """`__init__` of a class. In a frozen one it goes past `__setattr__`."""
    known: dict[str, Any] = {"_unset": _UNSET}
    positional: list[str] = []
    keyword: list[str] = []
    values: dict[str, str] = {}
    for each in fields:
        value = _parameter(each, keyword if each.kw_only else positional, known)
        if value:
            values[each.name] = value
    body = _frozen_body(cls, values, known) if frozen else _open_body(values)
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ["self", *positional, *(["*", *keyword] if keyword else [])]
    return _compile("__init__", parameters, body or ["pass"], known)


def _open_body(values: Mapping[str, str]) -> list[str]:
    return [f"self.{name} = {value}" for name, value in values.items()]


def _frozen_body(cls: Any, values: Mapping[str, str], known: dict[str, Any]) -> list[str]:
    """Until its fields are set, a new object is one of an open twin with the same slots. That takes a third of the
    time of the standard library, and half of that of setting the slots past the class, which is for subclasses."""
    for name in values:
        known[f"_set_{name}"] = getattr(cls, name).__set__
    past_the_class = [f"_set_{name}(self, {value})" for name, value in values.items()]
    if cls.__bases__ != (object,) or not values:
        return past_the_class
    known["_set_class"] = object.__setattr__
    known["_closed"], known["_open"] = cls, type(f"_Open{cls.__name__}", (), {"__slots__": cls.__slots__})
    quick = ["_set_class(self, '__class__', _open)", *_open_body(values), "self.__class__ = _closed"]
    return [
        "if self.__class__ is _closed:",
        *(f"    {line}" for line in quick),
        "else:",
        *(f"    {line}" for line in past_the_class),
    ]


def _parameter(field: Field[Any], parameters: list[str], known: dict[str, Any]) -> str:
    """Adds the field's parameter, if it has one; gives the expression for its value, empty where it stays unset."""
    name = field.name
    if field.default_factory is not MISSING:
        known[f"_make_{name}"] = field.default_factory
        if not field.init:
            return f"_make_{name}()"
        parameters.append(f"{name}=_unset")
        return f"_make_{name}() if {name} is _unset else {name}"
    if field.default is not MISSING:
        known[f"_default_{name}"] = field.default
        if not field.init:
            return f"_default_{name}"
        parameters.append(f"{name}=_default_{name}")
        return name
    if not field.init:
        return ""
    parameters.append(name)
    return name


def equality(names: Iterable[str]) -> Callable[[Any, object], bool]:
    """`__eq__` by the named fields, among objects of the same class."""
    ours, theirs = (_tuple(f"{of}.{name}" for name in names) for of in ("self", "other"))
    body = ["if other.__class__ is not self.__class__:", "    return NotImplemented", f"return {ours} == {theirs}"]
    return _compile("__eq__", ["self", "other"], body, {})


def hashing(names: Iterable[str]) -> Callable[[Any], int]:
    """`__hash__` by the named fields."""
    return _compile("__hash__", ["self"], [f"return hash({_tuple(f'self.{name}' for name in names)})"], {})


def _tuple(parts: Iterable[str]) -> str:
    return f"({''.join(f'{part}, ' for part in parts)})"


def _compile(name: str, parameters: list[str], body: list[str], known: dict[str, Any]) -> Callable[..., Any]:
    lines = "".join(f"\n    {line}" for line in body)
    scope: dict[str, Any] = {}
    exec(f"def {name}({', '.join(parameters)}):{lines}", known, scope)
    made: Callable[..., Any] = scope[name]
    return made
