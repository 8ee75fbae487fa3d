"""Opening a server: the transport that the step names, and the beginning of the conversation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeAlias

from ...events import Exchange, Fault
from ...plugin import StepContext
from ...transport import HttpSession, HttpTransport
from .client import McpClient
from .exchange import Story, begin, exchange_of, faulty, told_when_cut_off
from .handling import Handling
from .http_link import HttpLink
from .link import Link
from .model import McpAction, Stdio
from .opening import Opened, open_session, opening_fault
from .sse_link import SseLink
from .stdio_link import StdioLink
from .subjects import facts
from .wire import Wire

LinkTo: TypeAlias = Callable[[McpClient], Link]


async def open_server(action: McpAction, ctx: StepContext) -> Exchange:
    """The exchange of the handshake, or of the discovery; the server stays open under the step's id."""
    if action.stdio is not None:
        return await _opened(action, ctx, _stdio(action.stdio, ctx))
    if action.transport == "sse":
        return await _opened(action, ctx, _sse(action, ctx))
    exchange = await _opened(action, ctx, _http(action, ctx))
    if action.transport != "auto" or not _may_be_older(exchange):
        return exchange
    return await _opened(action, ctx, _sse(action, ctx))


def _may_be_older(exchange: Exchange) -> bool:
    """Whether the address may be one of HTTP+SSE: no POST there (2025-03-26, basic/transports)."""
    http = facts(exchange).get("http")
    error = facts(exchange).get("error")
    status = http.get("status") if isinstance(http, Mapping) else None
    return status in (400, 404, 405) and isinstance(error, Mapping) and "code" not in error


async def _opened(action: McpAction, ctx: StepContext, link_to: LinkTo | Fault) -> Exchange:
    started_s = ctx.clock.monotonic_s()
    if isinstance(link_to, Fault):
        return faulty(link_to, started_s)
    client = await ctx.handles.open(_client(action, ctx, link_to).run)
    story = begin(client)
    story.started_s = started_s
    if client.fault is not None:
        return faulty(client.fault, started_s, client)
    with told_when_cut_off(story, ctx):
        opened = await open_session(client, action.revision, action.initialize, action.stream)
    return _told(story, opened)


def _told(story: Story, opened: Opened) -> Exchange:
    story.calls = list(opened.calls)
    story.problems.extend(opened.problems)
    story.fault = opening_fault(story.client, opened)
    return exchange_of(story)


def _client(action: McpAction, ctx: StepContext, link_to: LinkTo) -> McpClient:
    info = action.client
    members = {"name": info.name, "version": info.version, "title": info.title}
    return McpClient(
        link_to,
        Handling(tuple(action.handlers), ctx.clock.monotonic_s),
        {name: value for name, value in members.items() if value is not None},
        action.capabilities,
        ctx.clock.monotonic_s,
    )


def _wire(action: McpAction, ctx: StepContext) -> Wire:
    transport = ctx.resource(HttpTransport)
    session = ctx.session.get(HttpSession, transport.new_session)
    return Wire(transport, session, ctx.files, action)


def _http(action: McpAction, ctx: StepContext) -> LinkTo:
    assert action.url is not None
    wire, url = _wire(action, ctx), action.url
    return lambda client: HttpLink(client, wire, url, action.max_resumes)


def _sse(action: McpAction, ctx: StepContext) -> LinkTo:
    assert action.url is not None
    wire, url = _wire(action, ctx), action.url
    return lambda client: SseLink(client, wire, url)


def _stdio(stdio: Stdio, ctx: StepContext) -> LinkTo | Fault:
    try:
        cwd = ctx.files.path(stdio.cwd or ".")
    except OSError as error:
        return Fault("file", "", f"`cwd` may not be used: {error}", "it is relative to the spec")
    command = list(stdio.command) if stdio.module is None else [sys.executable, "-m", stdio.module, *stdio.args]
    return lambda client: StdioLink(client, command, cwd, stdio.env, stdio.close_within)
