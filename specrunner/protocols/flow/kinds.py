"""`pause` waits, `check` judges a value, `set` names values for later steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from ...checks import Subject, SubjectTable
from ...events import Exchange
from ...model import Duration, Name, SpecModel, Templated
from ...plugin import StepContext, StepKind
from ...values import MISSING, format_duration


class Pause(SpecModel):
    """Waits, without keeping anything else waiting."""

    for_: Annotated[Templated[Duration], Field(alias="for")]
    """How long: `200ms`, `2s`."""


class Check(SpecModel):
    """Judges a value that is already known."""

    value: Any
    """The value, usually an expression; without `expect` it must be true."""


class Set(SpecModel):
    """Names values for later steps."""

    values: Annotated[dict[Name, Any], Field(min_length=1)]
    """Each name with its value, usually an expression."""


# trio loads with the first step that runs, so that `specrun lint` does without it.
class _PauseRunner:
    async def run(self, action: Pause, ctx: StepContext) -> Exchange:
        import trio

        started_s = ctx.clock.monotonic_s()
        await trio.sleep(action.for_)
        waited_s = ctx.clock.monotonic_s() - started_s
        return Exchange("pause", started_s=started_s, timing_s={"total": waited_s})


class _CheckRunner:
    async def run(self, action: Check, ctx: StepContext) -> Exchange:
        import trio

        await trio.lowlevel.checkpoint()
        return Exchange("check", started_s=ctx.clock.monotonic_s(), attributes={"value": action.value})


class _SetRunner:
    async def run(self, action: Set, ctx: StepContext) -> Exchange:
        import trio

        await trio.lowlevel.checkpoint()
        return Exchange("set", started_s=ctx.clock.monotonic_s(), attributes={"values": dict(action.values)})


def _attribute(name: str, doc: str, type_: Any) -> Subject:
    return Subject(name, doc, type_, lambda exchange: exchange.attributes.get(name, MISSING))


def _written(value: object) -> str:
    """A value as the file has it, on one line."""
    return str(getattr(value, "text", value))


def _saved_by_set(action: Set) -> Mapping[str, str]:
    return {name: f"values.{name}" for name in action.values}


PAUSE: StepKind[Pause] = StepKind(
    key="pause",
    doc="Waits for a fixed time. Prefer `until`, which waits only as long as it must.",
    action=Pause,
    runner=_PauseRunner(),
    subjects=SubjectTable(
        "pause",
        {
            "time": Subject(
                "time", "How long the pause took.", "duration", lambda exchange: exchange.timing_s["total"]
            )
        },
    ),
    shorthand="for",
    title=lambda action: (
        f"pause {format_duration(action.for_) if isinstance(action.for_, float) else _written(action.for_)}"
    ),
)

CHECK: StepKind[Check] = StepKind(
    key="check",
    doc="Judges a value that is already known: a var, what steps saved, the result of an expression.",
    action=Check,
    runner=_CheckRunner(),
    subjects=SubjectTable("check", {"value": _attribute("value", "The value under test.", "any")}, document="value"),
    shorthand="value",
    is_bare=True,
    default_expect={"value": True},
    has_own_question=True,
    title=lambda action: f"check {_written(action.value)}",
)

SET: StepKind[Set] = StepKind(
    key="set",
    doc="Names values for later steps, as `save` names parts of an answer.",
    action=Set,
    runner=_SetRunner(),
    subjects=SubjectTable("set", {"values": _attribute("values", "The values by name.", "map")}, document="values"),
    shorthand="values",
    is_bare=True,
    own_saves=_saved_by_set,
    title=lambda action: f"set {', '.join(action.values)}",
)
