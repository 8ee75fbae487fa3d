"""A small shop to try tests on: orders, users, caching, rate limits, and HTTP by the piece. Not for production.

`python -m specrunner.demo --port 8000` serves it; `specrunner.demo:app` is the same as an ASGI application.
"""

from typing import TYPE_CHECKING

from .application import create_app
from .settings import USERS, Clock, Settings, User, steady_clock

if TYPE_CHECKING:
    from starlette.applications import Starlette

    app: Starlette

__all__ = ["USERS", "Clock", "Settings", "User", "app", "create_app", "steady_clock"]


def __getattr__(name: str) -> object:
    # Every look-up of `app` opens a new shop: two services in one process must not share orders, and
    # importing a module should not open any.
    if name == "app":
        return create_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
