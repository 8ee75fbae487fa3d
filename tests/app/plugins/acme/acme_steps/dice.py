"""The kind of step `dice`: throws a die."""

from typing import Annotated

import trio
from pydantic import Field

from specrunner.checks import Subject, SubjectTable
from specrunner.events import Exchange
from specrunner.model import SpecModel, Templated
from specrunner.plugin import StepContext, StepKind


class Dice(SpecModel):
    """Throws a die."""

    sides: Templated[Annotated[int, Field(ge=2)]] = 6
    """How many sides it has."""
    throws: Templated[Annotated[int, Field(ge=1)]] = 1
    """How often it is thrown."""


class DiceRunner:
    async def run(self, action: Dice, ctx: StepContext) -> Exchange:
        await trio.lowlevel.checkpoint()
        eyes = [1 + 7 * throw % action.sides for throw in range(action.throws)]
        return Exchange("dice", started_s=ctx.clock.monotonic_s(), attributes={"eyes": eyes})


DICE: StepKind[Dice] = StepKind(
    key="dice",
    doc="Throws a die.",
    action=Dice,
    runner=DiceRunner(),
    subjects=SubjectTable(
        "dice", {"eyes": Subject("eyes", "What it showed.", "list", lambda exchange: exchange.attributes["eyes"])}
    ),
    shorthand="sides",
)
