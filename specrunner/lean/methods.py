"""The methods of one class, compiled from a text like those of the standard library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field
from typing import Any


class _Unset:
    """What a parameter is when its default must be made anew for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_UNSET = _Unset()


def initialiser(cls: Any, fields: Iterable[Field[Any]], frozen: bool) -> Callable[..., None]:
    """`__init__` of a class. In a frozen one it goes past `__setattr__`, straight to the slots."""
    known: dict[str, Any] = {"_unset": _UNSET}
    positional: list[str] = []
    keyword: list[str] = []
    body: list[str] = []
    for each in fields:
        value = _parameter(each, keyword if each.kw_only else positional, known)
        if not value:
            continue
        if frozen:
            known[f"_set_{each.name}"] = getattr(cls, each.name).__set__
            body.append(f"_set_{each.name}(self, {value})")
        else:
            body.append(f"self.{each.name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ["self", *positional, *(["*", *keyword] if keyword else [])]
    return _compile("__init__", parameters, body or ["pass"], known)


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
