"""What specrunner consists of: the one place that names every kind, reporter and resource."""

from __future__ import annotations

from ..checks import OPERATORS
from ..plugin import Registry
from ..protocols.flow import CHECK, PAUSE, SET
from ..protocols.http import HTTP
from ..reporters import REPORTERS
from ..transport import HttpTransport


def builtin_registry() -> Registry:
    """The registry of what comes with specrunner."""
    kinds = {kind.key: kind for kind in (HTTP, PAUSE, CHECK, SET)}
    return Registry(
        kinds=kinds,
        operators=OPERATORS,
        reporters={kind.name: kind for kind in REPORTERS},
        resources={HttpTransport: HttpTransport},
    )
