import pytest
import trio

from specrunner.engine.stop import Stop, is_cancellation


async def test_work_ends_at_the_first_stage_and_cleanup_goes_on(autojump_clock):
    stop, ended = Stop(), []

    async def work():
        with stop.work() as scope:
            await trio.sleep_forever()
        ended.append(("work", scope.cancelled_caught))

    async def cleanup():
        with stop.cleanup(10) as scope:
            await trio.sleep(5)
        ended.append(("cleanup", scope.cancelled_caught))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)
        nursery.start_soon(cleanup)
        await trio.sleep(1)
        stop.stop_work("enough")
    assert ended == [("work", True), ("cleanup", False)]
    assert (stop.stage, stop.reason, stop.is_stopping) == (1, "enough", True)


async def test_cleanup_is_shielded_from_what_is_around_it_and_bounded(autojump_clock):
    stop = Stop()
    started_s = trio.current_time()
    with trio.CancelScope() as around:
        around.cancel()
        with stop.cleanup(10) as scope:
            await trio.sleep_forever()
    assert scope.cancelled_caught
    assert trio.current_time() - started_s == pytest.approx(10)


async def test_the_second_stage_ends_cleanup_too():
    stop = Stop()
    with stop.cleanup(10) as scope:
        stop.stop_cleanup()
        await trio.sleep_forever()
    assert scope.cancelled_caught
    assert stop.stage == 2


async def test_what_begins_after_a_stop_is_cancelled_at_once():
    stop = Stop()
    stop.stop_work("enough")
    with stop.work() as work:
        await trio.sleep_forever()
    stop.stop_cleanup()
    with stop.cleanup(10) as cleanup:
        await trio.sleep_forever()
    assert work.cancelled_caught
    assert cleanup.cancelled_caught


async def test_the_first_reason_stays():
    stop = Stop()
    stop.stop_work("first", signal="SIGINT")
    stop.stop_work("second", signal="SIGTERM")
    assert (stop.reason, stop.interrupted) == ("first", "SIGINT")


async def test_work_ends_by_itself_when_its_time_is_over(autojump_clock):
    stop = Stop()
    with stop.work(3) as scope:
        await trio.sleep_forever()
    assert scope.cancelled_caught
    assert not stop.is_stopping


async def test_cancellation_is_told_from_mistakes_however_deep():
    caught = []
    with trio.CancelScope() as scope:
        scope.cancel()
        try:
            await trio.sleep_forever()
        except trio.Cancelled as error:
            caught.append(error)
            raise
    (cancelled,) = caught
    assert is_cancellation(cancelled)
    assert is_cancellation(BaseExceptionGroup("x", [cancelled, BaseExceptionGroup("y", [cancelled])]))
    assert not is_cancellation(ValueError())
    assert not is_cancellation(BaseExceptionGroup("x", [cancelled, ValueError()]))
