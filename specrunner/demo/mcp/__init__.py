"""A small MCP server of both eras: over HTTP at `/mcp` and `/sse`, and on standard input and output."""

from starlette.applications import Starlette

from .http import create_mcp_app

__all__ = ["app", "create_mcp_app"]


def __getattr__(name: str) -> Starlette:
    if name == "app":
        return create_mcp_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
