"""The beginning of a conversation: which revision, and in the era with sessions the handshake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import trio

from ...events import Fault
from ...lean import dataclass
from ...wire.mcp import (
    LATEST,
    LATEST_SESSION,
    META_SERVER,
    REVISIONS,
    STATELESS_REVISIONS,
    is_stateless,
    judge_probe,
)
from .call import Call
from .client import McpClient
from .link import Extras

PROBE_WAIT_S = 3.0
"""How long a server on stdio may be silent to `server/discover` before it counts as one with sessions."""


@dataclass(slots=True)
class Opened:
    """The calls that opened the server, in order; the last one counts. `problems` is what was wrong about them."""

    calls: list[Call] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    probed: bool = False

    @property
    def last(self) -> Call | None:
        return self.calls[-1] if self.calls else None


async def open_session(
    client: McpClient, revision: str, initialize: Mapping[str, Any] | bool | None, with_stream: bool
) -> Opened:
    """Settles the revision. `revision` is a date or `auto`; `initialize` differs from the usual parameters, or is
    False for no handshake."""
    opened = Opened()
    if initialize is False:
        client.agreed.revision = LATEST_SESSION if revision == "auto" else revision
        client.agreed.is_named = True
        return opened
    revision = {"latest": LATEST}.get(revision, revision)
    if revision == "auto" and not initialize:
        chosen = await _probe(client, opened)
    else:
        chosen = LATEST_SESSION if revision == "auto" else revision
        if is_stateless(chosen):
            client.agreed.revision, client.agreed.is_named = chosen, True
            await _discover(client, opened)
    if not is_stateless(chosen) and client.fault is None:
        await _handshake(client, opened, chosen, initialize if isinstance(initialize, Mapping) else {}, with_stream)
    return opened


async def _probe(client: McpClient, opened: Opened) -> str:
    """Asks as the newest revision does, and looks at what comes back (2026-07-28, basic/versioning)."""
    opened.probed = True
    client.agreed.revision, client.agreed.is_named = LATEST, True
    call = await _discover(client, opened, PROBE_WAIT_S)
    era = judge_probe(call.response)
    if not era.is_stateless:
        opened.calls.clear()
        client.agreed.revision, client.agreed.is_named = "", False
        if call.fault is not None and client.fault is None and client.link.name != "stdio":
            # Nobody is there at all: a second request would only say so again.
            opened.calls.append(call)
            client.fault = call.fault
        return LATEST_SESSION
    best = era.best()
    is_refused = call.response is not None and call.response.is_error
    if best is not None and (best != LATEST or is_refused):
        client.agreed.revision = best
        await _discover(client, opened)
    elif era.revisions and best is None:
        return _newest_common(opened, era.revisions)
    return client.agreed.revision


def _newest_common(opened: Opened, revisions: tuple[str, ...]) -> str:
    known = [each for each in REVISIONS if each in revisions and each not in STATELESS_REVISIONS]
    if not known:
        opened.problems.append(f"the server speaks {', '.join(revisions)}, and none of them is known here")
    return known[-1] if known else LATEST


async def _discover(client: McpClient, opened: Opened, wait_s: float = float("inf")) -> Call:
    call = client.start("server/discover", {})
    opened.calls.append(call)
    with trio.move_on_after(wait_s if client.link.name == "stdio" else float("inf")):
        await call.settled.wait()
    if not call.settled.is_set():
        # Not forgotten: a server that was slow to start may answer yet, and that is no stray answer.
        call.scope.cancel()
        return call
    result = None if call.response is None else call.response.result
    if isinstance(result, Mapping):
        meta = result.get("_meta")
        info = meta.get(META_SERVER) if isinstance(meta, Mapping) else None
        _learn(client, result, info)
        _check_support(client, opened, result)
    return call


def _check_support(client: McpClient, opened: Opened, result: Mapping[str, object]) -> None:
    supported = result.get("supportedVersions")
    if isinstance(supported, list) and client.revision not in supported:
        opened.problems.append(f"the server answered as {client.revision}, which it does not name among {supported}")


def _learn(client: McpClient, result: Mapping[str, object], info: object) -> None:
    capabilities, instructions = result.get("capabilities"), result.get("instructions")
    client.agreed.capabilities = capabilities if isinstance(capabilities, Mapping) else {}
    client.agreed.server_info = info if isinstance(info, Mapping) else None
    client.agreed.instructions = instructions if isinstance(instructions, str) else None


async def _handshake(
    client: McpClient, opened: Opened, revision: str, changes: Mapping[str, object], with_stream: bool
) -> None:
    usual = {
        "protocolVersion": revision,
        "capabilities": dict(client.capabilities),
        "clientInfo": dict(client.client_info),
    }
    # `null` takes a member out; `protocol: latest` is a short form for its revision.
    whole = {name: value for name, value in {**usual, **_spelt_out(changes)}.items() if value is not None}
    client.agreed.revision, client.agreed.is_named = revision, False
    call = client.start("initialize", whole)
    opened.calls.append(call)
    await call.settled.wait()
    result = None if call.response is None else call.response.result
    if call.fault is not None or not isinstance(result, Mapping):
        return
    agreed = result.get("protocolVersion")
    _learn(client, result, result.get("serverInfo"))
    client.agreed.session_id = client.link.session_id()
    if isinstance(agreed, str) and agreed in REVISIONS and not is_stateless(agreed):
        client.agreed.revision, client.agreed.is_named = agreed, True
    else:
        opened.problems.append(f"the server wants to speak {agreed!r}, which has no handshake or is not known here")
        return
    delivery = await client.tell("notifications/initialized", {})
    if delivery.fault is not None:
        client.fault = delivery.fault
    elif delivery.http.status not in (0, 202):
        opened.problems.append(f"`notifications/initialized` was answered by HTTP {delivery.http.status}, not 202")
    if with_stream and client.fault is None:
        await client.link.start_stream(Extras(client.protocol_headers()))


def _spelt_out(changes: Mapping[str, object]) -> dict[str, object]:
    """`protocol: latest` as `protocolVersion`."""
    spelt = {name: value for name, value in changes.items() if name != "protocol"}
    protocol = changes.get("protocol")
    if protocol is not None:
        spelt["protocolVersion"] = LATEST_SESSION if protocol == "latest" else protocol
    return spelt


def opening_fault(client: McpClient, opened: Opened) -> Fault | None:
    """Why there is no server to use."""
    if client.fault is not None:
        return client.fault
    return None if opened.last is None else opened.last.fault
