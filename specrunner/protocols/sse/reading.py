"""One step on a feed, from the action to the exchange."""

from __future__ import annotations

from dataclasses import replace

import trio

from ...events import Exchange, Fault, Message
from ...plugin import StepContext
from ...requests import (
    ANSWERED_AT,
    REQUEST_OPTIONS,
    Prepared,
    Unsendable,
    authorized,
    encode_body,
    make_request,
    request_options,
    unsent,
)
from ...transport import HttpSession, HttpTransport
from .feed import EVENT_STREAM, Feed
from .model import SseAction

PROTOCOL = "sse"
MAX_EVENTS = 10_000
"""How many events a step takes that does not say how many it wants."""

# WHATWG HTML section 9.2.2: what a browser's request says.
_USUAL = (("Accept", EVENT_STREAM), ("Cache-Control", "no-store"))


async def read_feed(action: SseAction, ctx: StepContext) -> Exchange:
    """The exchange of a rendered action."""
    started_s = ctx.clock.monotonic_s()
    if action.on is not None:
        return await _read_on(action, action.on, ctx, started_s)
    try:
        prepared = await _prepare(action, ctx)
    except Unsendable as error:
        return unsent(error.fault, started_s, PROTOCOL)
    options = request_options(action, prepared.request, prepared.body)
    ctx.progress.attributes[REQUEST_OPTIONS] = options
    feed = _feed(action, prepared, ctx)
    if action.open is not None:
        await ctx.handles.open(feed.hold)
        events = await _gather(feed, ctx) if ctx.collect is not None else ()
    else:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(feed.run)
            events = await _gather(feed, ctx)
            feed.stop()
    exchange = _exchange(feed, events, ctx, started_s)
    return replace(exchange, attributes={**exchange.attributes, REQUEST_OPTIONS: options}, notices=prepared.notices)


async def _read_on(action: SseAction, name: str, ctx: StepContext, started_s: float) -> Exchange:
    feed = ctx.handles.get(Feed, name)
    if isinstance(feed, Fault):
        return unsent(feed, started_s, PROTOCOL)
    events = await _gather(feed, ctx) if ctx.collect is not None else ()
    if action.close:
        await ctx.handles.close(name)
    return _exchange(feed, events, ctx, started_s)


async def _prepare(action: SseAction, ctx: StepContext) -> Prepared:
    found = action.method_and_url()
    assert found is not None
    method, url = found
    body = await encode_body(action, ctx.files)
    prepared = make_request(method, url, body, action, ctx.files, ctx.resource(HttpTransport), _USUAL)
    return replace(prepared, request=await authorized(prepared.request, action.auth, ctx))


def _feed(action: SseAction, prepared: Prepared, ctx: StepContext) -> Feed:
    transport = ctx.resource(HttpTransport)
    return Feed(
        prepared,
        transport,
        ctx.session.get(HttpSession, transport.new_session),
        ctx.progress,
        ctx.clock.monotonic_s,
        last_event_id="" if action.last_event_id is None else str(action.last_event_id),
        reconnect=action.reconnect,
        max_event_bytes=action.max_event,
    )


async def _gather(feed: Feed, ctx: StepContext) -> tuple[Message, ...]:
    """What the step's `collect` takes, else all until the end."""
    if (collect := ctx.collect) is not None:

        async def receive() -> Message | None:
            event = await feed.receive()
            if event is None and (why := feed.log.why_cut()):
                collect.stop(f"the stream was cut: {why}")
            return event

        return await collect.gather(receive)
    events: list[Message] = []
    while (event := await feed.receive()) is not None:
        events.append(event)
        ctx.progress.received.append(event)
        if len(events) >= MAX_EVENTS:
            message = f"{MAX_EVENTS:,} events came, and no end"
            feed.log.fault = Fault("limit", "body", message, "say with `collect` how many are wanted")
            break
    return tuple(events)


def _exchange(feed: Feed, events: tuple[Message, ...], ctx: StepContext, started_s: float) -> Exchange:
    log, current = feed.log, feed.log.current
    result = None if current is None else current.result
    answers = log.answer()
    if answers and log.body:
        answers = (*answers[:-1], replace(answers[-1], body=log.body, body_size_bytes=len(log.body)))
    timing_s = {} if result is None else dict(result.timing_s)
    timing_s["total"] = ctx.clock.monotonic_s() - started_s
    return Exchange(
        protocol=PROTOCOL,
        sent=() if result is None else tuple(hop.request for hop in result.hops),
        received=(*answers, *events),
        started_s=started_s,
        timing_s=timing_s,
        fault=log.fault,
        attributes={**log.attributes(), ANSWERED_AT: ctx.clock.now().isoformat()},
    )
