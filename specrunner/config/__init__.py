"""Settings: file < environment < flags."""

from .settings import (
    EnvironmentSettings,
    Limits,
    SecretPlace,
    Settings,
    SettingsFile,
    Timeouts,
    find_secrets,
    find_settings,
    load_settings,
)

__all__ = [
    "EnvironmentSettings",
    "Limits",
    "SecretPlace",
    "Settings",
    "SettingsFile",
    "Timeouts",
    "find_secrets",
    "find_settings",
    "load_settings",
]
