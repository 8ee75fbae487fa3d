from pathlib import Path

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from specrunner.engine.queue import SpecQueue
from specrunner.plan import PlannedSpec, StepGraph
from specrunner.source import whole_file


def spec(name: str, *locks: str) -> PlannedSpec:
    graph = StepGraph()
    return PlannedSpec(name, name, name, Path(), (), whole_file(name), graph, graph, graph, locks=locks)


async def next_name(queue: SpecQueue) -> str | None:
    """The name of the next spec; None when there is none, `...` when one has to wait."""
    with trio.move_on_after(0.01):
        found = await queue.next()
        return None if found is None else found.id
    return "..."


async def test_specs_come_in_their_order_as_places_get_free(autojump_clock):
    specs = [spec(name) for name in "abc"]
    queue = SpecQueue(specs, 2)
    assert [await next_name(queue) for _ in range(3)] == ["a", "b", "..."]
    queue.done(specs[1])
    assert [await next_name(queue) for _ in range(2)] == ["c", None]


async def test_a_spec_that_waits_for_a_lock_lets_others_pass(autojump_clock):
    specs = [spec("a", "db"), spec("b", "db"), spec("c")]
    queue = SpecQueue(specs, 3)
    assert [await next_name(queue) for _ in range(3)] == ["a", "c", "..."]
    queue.done(specs[0])
    assert [await next_name(queue) for _ in range(2)] == ["b", None]


async def test_nobody_overtakes_with_a_lock_that_somebody_before_it_waits_for(autojump_clock):
    specs = [spec("a", "db"), spec("b", "db", "mail"), spec("c", "mail")]
    queue = SpecQueue(specs, 3)
    assert [await next_name(queue) for _ in range(2)] == ["a", "..."]
    queue.done(specs[0])
    assert [await next_name(queue) for _ in range(2)] == ["b", "..."]
    queue.done(specs[1])
    assert [await next_name(queue) for _ in range(2)] == ["c", None]


@pytest.mark.parametrize("places", [0, -1, 1])
async def test_there_is_at_least_one_place(autojump_clock, places):
    queue = SpecQueue([spec("a"), spec("b")], places)
    assert [await next_name(queue) for _ in range(2)] == ["a", "..."]


async def test_who_waits_is_woken_when_a_place_gets_free(nursery):
    specs = [spec("a"), spec("b")]
    queue, got = SpecQueue(specs, 1), []

    async def take():
        while (found := await queue.next()) is not None:
            got.append(found.id)

    nursery.start_soon(take)
    await wait_all_tasks_blocked()
    assert got == ["a"]
    queue.done(specs[0])
    await wait_all_tasks_blocked()
    assert got == ["a", "b"]
