"""Settings: file < environment < flags.

The models of the settings load on first use: where the file is can be asked without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .installed import Installed, installed_plugins
from .place import FILE_NAMES, find_settings, is_project

if TYPE_CHECKING:
    from .settings import (
        EnvironmentSettings,
        Limits,
        Network,
        SecretPlace,
        Settings,
        SettingsFile,
        Timeouts,
        find_secrets,
        load_settings,
    )

_LATE = (
    "EnvironmentSettings",
    "Limits",
    "Network",
    "SecretPlace",
    "Settings",
    "SettingsFile",
    "Timeouts",
    "find_secrets",
    "load_settings",
)

__all__ = [
    "FILE_NAMES",
    "EnvironmentSettings",
    "Installed",
    "Limits",
    "Network",
    "SecretPlace",
    "Settings",
    "SettingsFile",
    "Timeouts",
    "find_secrets",
    "find_settings",
    "installed_plugins",
    "is_project",
    "load_settings",
]


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(".settings", __name__), name)
    globals()[name] = value
    return value
