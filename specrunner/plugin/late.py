"""Kinds, matchers and reporters that are imported when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from operator import attrgetter
from typing import TypeVar

from ..lean import dataclass
from ..source import PluginError

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Late:
    """Where something is to be found: `place` is `module:NAME`; `distribution` names what brings it, if not we."""

    place: str
    distribution: str = ""

    def load(self) -> object:
        module, _, name = self.place.partition(":")
        return attrgetter(name)(import_module(module))


class LateTable(Mapping[str, V]):
    """A table whose names are known, and whose values are imported on first use.

    To ask for a name, to list the names, to count them, imports nothing. A value that another distribution brings and
    that cannot be had raises PluginError.
    """

    def __init__(self, what: str, type_: type[V], entries: Mapping[str, V | Late]) -> None:
        self._what = what
        self._type = type_
        self._entries = dict(entries)

    def __getitem__(self, name: str) -> V:
        found = self._entries[name]
        if isinstance(found, Late):
            found = self._entries[name] = self._loaded(name, found)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def _loaded(self, name: str, late: Late) -> V:
        if not late.distribution:
            value = late.load()
            assert isinstance(value, self._type), late.place
            return value
        whose = f"the {self._what} `{name}` of {late.distribution}"
        remove = f"`pip uninstall {late.distribution.split()[0]}`"
        try:
            value = late.load()
        except Exception as error:
            # Foreign code may raise anything while it is imported; whose it is, its user must learn.
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            raise PluginError(
                f"{whose} cannot be loaded from `{late.place}`: {reason}", f"mend its installation, or {remove}"
            ) from error
        own_name = getattr(value, "key", None) or getattr(value, "name", None)
        if not isinstance(value, self._type):
            message = f"{whose} is no {self._type.__name__}: `{late.place}` is a {type(value).__name__}"
        elif own_name != name:
            message = f"{whose} calls itself `{own_name}`"
        else:
            return value
        raise PluginError(message, f"its author has to mend it; until then {remove}")
