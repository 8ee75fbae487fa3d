"""The runner of the `mock` kind: it sends nothing, and reads what a service of the spec has noted."""

from __future__ import annotations

from ...events import Exchange, Fault, Message
from ...plugin import Call, StepContext
from .model import MockAction

PROTOCOL = "mock"


class MockRunner:
    """Takes the calls as they are now. Its messages are the calls, in order."""

    async def run(self, action: MockAction, ctx: StepContext) -> Exchange:
        now_s = ctx.clock.monotonic_s()
        log = ctx.calls(action.of)
        if log is None:
            return _failed(f"the spec has no mock `{action.of}`", now_s)
        if action.route is not None and action.route not in log.routes:
            return _failed(f"the mock `{action.of}` has no route `{action.route}`", now_s)
        calls = [call for call in log.calls if action.route in (None, call.route)]
        if action.reset:
            log.forget()
        return Exchange(PROTOCOL, received=tuple(_message(call) for call in calls), started_s=now_s)


def _failed(message: str, now_s: float) -> Exchange:
    return Exchange(PROTOCOL, started_s=now_s, fault=Fault("request", "", message))


def _message(call: Call) -> Message:
    attributes: dict[str, object] = {
        "method": call.method,
        "path": call.path,
        "target": call.target,
        "query": dict(call.query),
        "path_values": dict(call.path_values),
        "at": round(call.at_s, 6),
        "gap": round(call.gap_s, 6),
        **({} if call.route is None else {"route": call.route}),
    }
    return Message(f"{call.method} {call.target}", call.headers, call.body, attributes)
