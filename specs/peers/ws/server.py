"""A server on Python's `websockets`, of the same routes as server.cjs: `python server.py PORT`."""

import asyncio
import sys
from collections.abc import Sequence
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        if isinstance(message, str) and message.startswith("close "):
            _, code, reason = message.split(" ")
            await connection.close(int(code), reason)
        else:
            await connection.send(message)


def answer(connection: ServerConnection, request: Request) -> Response | None:
    """Plain requests, and those without a token, get an answer instead of a connection."""
    if request.path == "/":
        return connection.respond(HTTPStatus.OK, "up\n")
    if request.path == "/private" and "Authorization" not in request.headers:
        return connection.respond(HTTPStatus.UNAUTHORIZED, "no token\n")
    if request.path not in ("/echo", "/beat", "/private"):
        return connection.respond(HTTPStatus.NOT_FOUND, "")
    return None


def choose(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """`subprotocols=[...]` would refuse whoever offers none."""
    return Subprotocol("echo.v2") if "echo.v2" in offered else None


async def main(port: int) -> None:
    async with serve(
        echo,
        "127.0.0.1",
        port,
        select_subprotocol=choose,
        process_request=answer,
        max_size=200_000,
        ping_interval=0.05,
        ping_timeout=0.2,
    ):
        await asyncio.get_running_loop().create_future()


asyncio.run(main(int(sys.argv[1])))
