"""Signing in by a program of the author's: it gets the URL, and drives whatever browser it likes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import trio

from ...events import Fault
from ...transport import CallbackHit, CallbackListener, end_child, open_child
from ...wire.oauth import form_decode, read_callback, read_form_post
from .conversation import Conversation, Stopped
from .driver import Ended, keep_response

GRACE_S = 2.0
SETTLE_S = 2.0
MAX_OUTPUT_BYTES = 64 * 1024


async def run_command(
    talk: Conversation, command: Sequence[str], url: str, listener: CallbackListener, redirect_uri: str
) -> Ended:
    """Runs the program until the redirect arrives at the listener. Raises Stopped when it ends without."""
    if not redirect_uri.startswith(listener.url):
        hint = "leave `redirect_uri` out: a free port of 127.0.0.1 is listened on"
        raise Stopped(Fault("request", "", "with `login: {command: ...}` the redirect must come back here", hint))
    hits: list[CallbackHit] = []
    output = bytearray()
    try:
        child = await open_child([*command, url], Path.cwd(), dict(os.environ))
    except (OSError, ValueError) as error:
        raise Stopped(Fault("request", "", f"`{command[0]}` cannot be started: {error}")) from None
    try:
        async with trio.open_nursery() as nursery:

            async def wait_for_hit() -> None:
                hits.append(await listener.wait())
                nursery.cancel_scope.cancel()

            nursery.start_soon(wait_for_hit)
            if child.process.stdout is not None:
                async for chunk in child.process.stdout:
                    output += chunk[: MAX_OUTPUT_BYTES - len(output)]
            await child.process.wait()
            # The browser that it drove may still be on its way.
            with trio.move_on_after(SETTLE_S):
                await trio.sleep_forever()
            nursery.cancel_scope.cancel()
    finally:
        await end_child(child, GRACE_S)
    if not hits:
        last = output.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it printed nothing"]
        message = f"`{command[0]}` ended with {child.process.returncode} before the redirect came: {last[0][:200]}"
        raise Stopped(Fault("protocol", "", message))
    return _ended(talk, hits[0])


def _ended(talk: Conversation, hit: CallbackHit) -> Ended:
    if hit.method == "POST":
        response = read_form_post(form_decode(hit.body.decode("utf-8", "replace")))
    else:
        response = read_callback(hit.url)
    keep_response(talk, response)
    return Ended(response, {}, 302, hit.url.partition("?")[0])
