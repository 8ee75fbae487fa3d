"""Models of our own are built without pydantic's search for plug-ins.

For its first model pydantic imports `importlib.metadata` and reads the entry points of every distribution there is:
30 ms for a run that takes 400, and a foreign plug-in in our models is nothing we could answer for. While one of them
is built, a module stands in for pydantic's loader that knows of none; everybody else's models are built as ever.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_LOADER = "pydantic.plugin._loader"


class _NoPlugins(ModuleType):
    """pydantic's loader with nothing to load. Whatever else a future pydantic wants of it comes from the real one."""

    @staticmethod
    def get_plugins() -> tuple[()]:
        return ()

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        allow_plugins()
        return getattr(import_module(_LOADER), name)


_NO_PLUGINS = _NoPlugins(_LOADER)


def refuse_plugins() -> None:
    """Until `allow_plugins`; nothing when pydantic has looked already, for then it costs nothing more."""
    sys.modules.setdefault(_LOADER, _NO_PLUGINS)


def allow_plugins() -> None:
    if sys.modules.get(_LOADER) is _NO_PLUGINS:
        del sys.modules[_LOADER]
