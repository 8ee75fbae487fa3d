"""What specrunner consists of: the one place that names every kind, reporter and resource."""

from __future__ import annotations

from collections.abc import Mapping

from ..checks import OPERATORS
from ..plugin import Registry, Resources
from ..protocols.flow import CHECK, PAUSE, SET
from ..protocols.http import HTTP
from ..reporters import builtin_reporters


def builtin_registry(environ: Mapping[str, str] | None = None) -> Registry:
    """The registry of what comes with specrunner. `environ` tells some reporters where they run."""
    kinds = {kind.key: kind for kind in (HTTP, PAUSE, CHECK, SET)}
    return Registry(
        kinds=kinds,
        operators=OPERATORS,
        reporters=builtin_reporters(environ or {}),
        resources=_resources,
    )


def _resources() -> Resources:
    from ..transport import HttpTransport  # only a run connects to anything

    return {HttpTransport: HttpTransport}
