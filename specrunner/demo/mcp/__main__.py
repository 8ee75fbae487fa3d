"""`python -m specrunner.demo.mcp`: over HTTP, or on standard input and output with `--stdio`."""

import argparse
from collections.abc import Sequence
from functools import partial

import trio

from ..server import Binding, serve_until_signal
from .http import create_mcp_app
from .stdio import serve_stdio


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m specrunner.demo.mcp", description="A small MCP server.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one")
    parser.add_argument("--issuer", help="who makes the tokens for /private/mcp")
    parser.add_argument("--stdio", action="store_true", help="speak on standard input and output instead")
    parser.add_argument("--chatty", action="store_true", help="on stdio: write lines that are no messages as well")
    parser.add_argument("--deaf", action="store_true", help="on stdio: stay when the input ends")
    options = parser.parse_args(arguments)
    if options.stdio:
        trio.run(partial(serve_stdio, chatty=options.chatty, deaf=options.deaf))
        return 0
    binding = Binding(port=options.port)
    announce = partial(print, "listening on", flush=True)
    trio.run(
        partial(serve_until_signal, create_mcp_app(options.issuer), binding, announce=announce, stopping=lambda: None)
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
