"""What a step does with an open server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import trio

from ...events import Exchange, Fault, Message
from ...plugin import StepContext
from ...requests import RequestOptions
from ...values import MISSING, JsonError, dump_json, parse_json
from ...wire.jsonrpc import RpcRequest, rpc_payload_of
from ...wire.mcp import has_capability, input_requests, needed_capability, retry_params, tool_problems
from .call import Call, Heard
from .client import McpClient
from .exchange import Story, begin, exchange_of, faulty, message_of, told_when_cut_off
from .link import Extras
from .model import LISTS, McpAction
from .operations import LIST_MEMBERS, method_and_params, request_meta

MAX_PAGES = 1_000
MAX_TRIES = 10


async def use_server(action: McpAction, client: McpClient, ctx: StepContext) -> Exchange:
    """The exchange of a step on an open server."""
    name = action.operation()
    assert name is not None
    if name == "close":
        return await _close(action, client, ctx)
    if client.is_closed:
        fault = Fault("disconnected", "", f"the server of step `{action.on}` is closed already")
        return faulty(fault, client.monotonic_s(), client)
    if client.fault is not None and name != "receive":
        return faulty(client.fault, client.monotonic_s(), client)
    do = _OTHER.get(name) or (_walk if name in LISTS else _request)
    story = begin(client)
    with told_when_cut_off(story, ctx):
        return await do(action, story, ctx)


def extras_of(action: McpAction) -> Extras:
    """The header fields and authentication that a step gives for its own message."""
    given = action.model_fields_set & {"headers", "auth"}
    if not given:
        return Extras()
    # Past validation: both fields were checked as part of the action.
    return Extras((), RequestOptions.model_construct(given, headers=action.headers, auth=action.auth))


# -- requests


async def _request(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    name = action.operation()
    assert name is not None
    method, params = method_and_params(action, name)
    _note_capability(story, method)
    call = _started(action, story, method, params)
    if action.background is not None or name == "listen":
        return await _left_open(action, story, call)
    if action.cancel_after is not None:
        return await _taken_back(action, story, call, action.cancel_after)
    await _answered(story, call)
    while action.answer_input and story.tries < MAX_TRIES:
        again = await _input_given(story, action, method)
        if again is None:
            break
        await _answered(story, again)
    if method == "tools/list":
        _learn_tools(story)
    return exchange_of(story)


def _started(action: McpAction, story: Story, method: str, params: Mapping[str, object]) -> Call:
    client = story.client
    token = f"specrunner-{len(client.heard)}-{len(story.calls)}-{int(client.monotonic_s() * 1e6)}"
    meta = request_meta(action, token if action.progress else MISSING)
    id_ = action.id if not story.calls else MISSING
    call = client.start(
        method, params, meta=meta, extras=extras_of(action), id_=id_, wants_task=action.task is not None
    )
    story.calls.append(call)
    story.tries += 1
    return call


async def _answered(story: Story, call: Call) -> None:
    try:
        await call.settled.wait()
    finally:
        if not call.settled.is_set():
            # The step's time is up: nobody waits any more, and no task may stay behind.
            story.client.give_up(call)


async def _input_given(story: Story, action: McpAction, method: str) -> Call | None:
    """The same request once more, with what the handlers answered to an `input_required` result."""
    last = story.last
    result = None if last is None or last.response is None else last.response.result
    asked = input_requests(result)
    if asked is None or last is None or not isinstance(result, Mapping):
        return None
    responses: dict[str, object] = {}
    handling = story.client.handling
    for key, request in asked.items():
        params = request.get("params", MISSING)
        answer = await handling.answer(
            RpcRequest(key, str(request.get("method")), params), "result", story.client.capabilities
        )
        if answer is not None and "result" in answer:
            responses[key] = answer["result"]
    if asked and not responses:
        return None
    return _started(action, story, method, retry_params(last.params, result, responses))


def _note_capability(story: Story, method: str) -> None:
    """A remark, no violation: tests may well ask for what a server does not offer."""
    needed = needed_capability(method, story.client.revision)
    if needed and not has_capability(story.client.agreed.capabilities, needed):
        story.notices.append(f"`{method}` needs the capability `{needed}`, which the server did not declare")


def _learn_tools(story: Story) -> None:
    """Keeps the tools by name: their schemas are needed to call them, and to judge what they give."""
    client = story.client
    for tool in story.items or _page(story.last, "tools"):
        if isinstance(tool, Mapping) and isinstance(tool.get("name"), str):
            if tool["name"] in client.tools and story.items is not None and client.tools[tool["name"]] is tool:
                continue
            client.tools[tool["name"]] = tool
            story.schema_errors.extend(tool_problems(client.revision, tool))


# -- lists


async def _walk(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    name = action.operation()
    assert name is not None
    method, params = method_and_params(action, name)
    member = LIST_MEMBERS[method]
    most = getattr(action, name).pages
    _note_capability(story, method)
    items: list[object] = []
    cursors: set[str] = set()
    while True:
        call = _started(action, story, method, params)
        if action.background is not None:
            return await _left_open(action, story, call)
        await _answered(story, call)
        items.extend(_page(call, member))
        cursor = _cursor(call)
        if cursor is None or len(story.calls) >= (most or MAX_PAGES):
            break
        if cursor in cursors:
            story.problems.append(f"the cursor {cursor!r} leads in a circle")
            break
        cursors.add(cursor)
        params = {**params, "cursor": cursor}
    story.items, story.pages, story.tries = items, len(story.calls), 0
    names = [each.get("name", each.get("uri")) for each in items if isinstance(each, Mapping)]
    twice = sorted({str(each) for each in names if each is not None and names.count(each) > 1})
    if twice and member != "resources":
        story.problems.append(f"the list names `{twice[0]}` twice")
    if method == "tools/list":
        _learn_tools(story)
    return exchange_of(story)


def _page(call: Call | None, member: str) -> list[object]:
    result = None if call is None or call.response is None else call.response.result
    found = result.get(member) if isinstance(result, Mapping) else None
    return list(found) if isinstance(found, list) else []


def _cursor(call: Call) -> str | None:
    result = None if call.response is None else call.response.result
    cursor = result.get("nextCursor") if isinstance(result, Mapping) else None
    return cursor if isinstance(cursor, str) else None


# -- calls that stay open


async def _left_open(action: McpAction, story: Story, call: Call) -> Exchange:
    """Names the call for later steps. A `listen` waits until it is acknowledged, or refused."""
    name = action.background or "listen"
    story.client.named[name] = call
    if action.listen is not None:
        while not call.heard and not call.settled.is_set():
            await story.client.changed.wait() if not call.http.status else await _either(story.client, call)
        if call.heard:
            story.extra["acknowledged"] = call.heard[0].params
    return exchange_of(story, is_answer_wanted=call.settled.is_set())


async def _either(client: McpClient, call: Call) -> None:
    """Waits for the next thing heard, or for the end of the call."""
    async with trio.open_nursery() as nursery:

        async def first(wait: Callable[[], Awaitable[object]]) -> None:
            await wait()
            nursery.cancel_scope.cancel()

        nursery.start_soon(first, client.changed.wait)
        nursery.start_soon(first, call.settled.wait)


async def _taken_back(action: McpAction, story: Story, call: Call, after_s: float) -> Exchange:
    with trio.move_on_after(after_s):
        await call.settled.wait()
        return exchange_of(story)
    await story.client.take_back(call)
    await _listen_for_silence(story, call, action.silence)
    return exchange_of(story)


async def _listen_for_silence(story: Story, call: Call, silence_s: float) -> None:
    """After a cancellation the server says no more of the request."""
    with trio.move_on_after(silence_s):
        await call.settled.wait()
    if call.response is not None:
        call.late_answers += 1
    else:
        # What ends without an answer ends as it should.
        call.fault = None
    story.client.give_up(call)


async def _wait_for(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    client = story.client
    call = client.named.get(str(action.wait_for))
    if call is None:
        return faulty(_unnamed(action.wait_for), story.started_s, client)
    story.calls.append(call)
    await _answered(story, call)
    client.named.pop(str(action.wait_for), None)
    return exchange_of(story)


async def _cancel(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    client = story.client
    call = client.named.pop(str(action.cancel), None)
    if call is None:
        return faulty(_unnamed(action.cancel), story.started_s, client)
    story.calls.append(call)
    await client.take_back(call)
    await _listen_for_silence(story, call, action.silence)
    if call.method == "subscriptions/listen":
        # The result that ends a subscription is no late answer: it says that the end is a clean one.
        call.late_answers = 0
    return exchange_of(story)


def _unnamed(name: str | None) -> Fault:
    hint = "a call gets a name by `background: name`; `listen` has the name `listen` unless it has another"
    return Fault("request", "", f"no call named `{name}` is in the background", hint)


# -- what is no request


async def _notify(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    client = story.client
    delivery = await client.tell(str(action.notify), action.params, extras_of(action))
    story.http, story.fault = delivery.http, delivery.fault
    status = delivery.http.status
    if status and status < 400 and status != 202:
        story.problems.append(f"a notification was answered by HTTP {status}, not 202")
    return exchange_of(story)


async def _send(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    """Anything at all: what comes back is heard, and answers to ids of the test's own are its to judge."""
    client = story.client
    body = action.send.encode() if isinstance(action.send, str) else dump_json(action.send)
    story.told.append(body)
    extras = extras_of(action)
    headers = (*client.protocol_headers(), *extras.headers)
    delivery = await client.link.tell(body, Extras(headers, extras.options))
    story.http, story.fault = delivery.http, delivery.fault
    if client.link.name != "http" and delivery.fault is None:
        await _until_quiet(client, story, action.silence)
    answers = [each for each in client.heard[story.heard_before :] if each.kind in ("stray", "broken", "noise")]
    story.extra["answers"] = [each.value for each in answers]
    _judge_answers(story, body, answers)
    return exchange_of(story)


def _judge_answers(story: Story, body: bytes, answers: list[Heard]) -> None:
    """Answers to what a test sent raw are no strays; whether they fit is what the test asks."""
    try:
        sent = rpc_payload_of(parse_json(body).value)
    except JsonError:
        sent = rpc_payload_of([])
    for each in answers:
        if each.kind == "stray":
            each.problems = ()
            each.kind = "answer"
    value = answers[0].value if len(answers) == 1 else None
    # One error without an id refuses a batch as a whole.
    if isinstance(value, Mapping) and (not sent.is_batch or value.get("id") is None):
        for name in ("result", "error"):
            if name in value:
                story.extra[name] = value[name]


async def _until_quiet(client: McpClient, story: Story, silence_s: float) -> None:
    """Nothing says when the last answer on a shared channel has come: a pause does."""
    count = -1
    while count != len(client.heard):
        count = len(client.heard)
        with trio.move_on_after(silence_s):
            await client.changed.wait()


async def _receive(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    """The next notification, or those that `collect` gathers."""
    client = story.client
    if action.resume is not None:
        fault = await client.link.resume(action.resume, Extras(client.protocol_headers()))
        if fault is not None:
            return faulty(fault, story.started_s, client)
    method, taken = action.receive or "any", []

    async def receive() -> Message | None:
        while (heard := client.unread(method)) is None:
            if client.fault is not None or client.is_closed:
                return None
            await client.changed.wait()
        heard.is_read = True
        taken.append(heard)
        return message_of(heard, story.started_s)

    if ctx.collect is not None:
        await ctx.collect.gather(receive)
    elif await receive() is None:
        story.fault = client.fault
    story.received = taken
    return exchange_of(story)


async def _drop(action: McpAction, story: Story, ctx: StepContext) -> Exchange:
    client = story.client
    client.link.drop_stream()
    await trio.lowlevel.checkpoint()
    return exchange_of(story)


async def _close(action: McpAction, client: McpClient, ctx: StepContext) -> Exchange:
    story = begin(client)
    assert action.on is not None
    await client.aclose()
    await ctx.handles.close(action.on)
    story.extra["process" if client.link.name == "stdio" else "goodbye"] = dict(client.ending)
    return exchange_of(story)


_OTHER: Mapping[str, Callable[[McpAction, Story, StepContext], Awaitable[Exchange]]] = {
    "notify": _notify,
    "send": _send,
    "receive": _receive,
    "resume": _receive,
    "wait_for": _wait_for,
    "cancel": _cancel,
    "drop": _drop,
}
