"""Finding an ASGI app by its name, `package.module:app`."""

from __future__ import annotations

import importlib
import inspect
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import cast

from ..source import did_you_mean
from .failure import ServiceFailed
from .lifespan import App

_SHOWN_TRACEBACK_LINES = 20


@contextmanager
def on_import_path(folder: Path) -> Iterator[None]:
    """Imports look into `folder` first: now, and whatever the app imports while it runs."""
    entry = str(folder)
    sys.path.insert(0, entry)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        if entry in sys.path:
            sys.path.remove(entry)


def load_app(name: str, target: str, folder: Path) -> App:
    """The app that `target` names. Raises ServiceFailed; `folder` must be on the import path."""
    module_name, _, attributes = target.partition(":")
    found: object = _module(name, module_name, folder)
    path = module_name
    for attribute in attributes.split("."):
        found = _attribute(name, found, path, attribute)
        path = f"{path}.{attribute}"
    _check_call(name, target, found)
    return cast(App, found)


def _module(name: str, module_name: str, folder: Path) -> ModuleType:
    _refuse_namesake(name, module_name, folder)
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise _raised(name, f"importing `{module_name}`", error) from None
        raise ServiceFailed(
            f"`{name}` cannot start: there is no module `{error.name}`",
            hint=f"it is looked for in the folder `{folder}` and among the installed packages",
        ) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody's module runs here: it is a fact about it
        raise _raised(name, f"importing `{module_name}`", error) from None


def _refuse_namesake(name: str, module_name: str, folder: Path) -> None:
    """Python keeps one module of a name: that of another spec's folder must not be served in place of this one's."""
    top = module_name.partition(".")[0]
    loaded = getattr(sys.modules.get(top), "__file__", None)
    found = PathFinder.find_spec(top, [str(folder)])
    if loaded is None or found is None or found.origin is None or Path(found.origin) == Path(loaded):
        return
    raise ServiceFailed(
        f"`{name}` cannot start: `{top}` would have to be {found.origin}, but {loaded} was imported under that name",
        hint="rename one of them, or serve it in a process of its own: `module:` or `run:`",
    )


def _attribute(name: str, owner: object, path: str, attribute: str) -> object:
    try:
        return getattr(owner, attribute)
    except AttributeError:
        names = [known for known in vars(owner) if not known.startswith("_")] if hasattr(owner, "__dict__") else []
        raise ServiceFailed(
            f"`{name}` cannot start: `{path}` has no `{attribute}`", hint=did_you_mean(attribute, names) or ""
        ) from None
    except Exception as error:  # noqa: BLE001 - a module may make its app when it is asked for it (PEP 562)
        raise _raised(name, f"`{path}.{attribute}`", error) from None


def _check_call(name: str, target: str, app: object) -> None:
    if not callable(app):
        raise ServiceFailed(
            f"`{name}` cannot start: `{target}` is no ASGI app, but {type(app).__name__}",
            hint="an ASGI app is called with scope, receive and send",
        )
    try:
        inspect.signature(app).bind(None, None, None)
    except TypeError:
        raise ServiceFailed(
            f"`{name}` cannot start: `{target}` is no ASGI app, it cannot be called with scope, receive and send",
            hint="if it makes the app, name its result in the module (`app = create_app()`) and write that",
        ) from None
    except ValueError:  # some callables in C do not tell their signature; the first request will
        return


def _raised(name: str, where: str, error: BaseException) -> ServiceFailed:
    lines = "".join(traceback.format_exception(error)).splitlines()
    return ServiceFailed(
        f"`{name}` cannot start: {where} raised {last_line(error)}",
        log_tail=tuple(lines[-_SHOWN_TRACEBACK_LINES:]),
    )


def last_line(error: BaseException) -> str:
    """What a traceback ends with: `ValueError: no`; of several errors the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return traceback.format_exception_only(error)[-1].strip()
