import pytest
import trio

from specrunner.services.lifespan import LifespanWatch

STARTUP = {"type": "lifespan.startup"}
SHUTDOWN = {"type": "lifespan.shutdown"}
WHOLE = ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def live(app) -> tuple[list[str], LifespanWatch]:
    """What the server hears of an app from its startup to its shutdown."""
    heard: list[str] = []
    messages = iter([STARTUP, SHUTDOWN])

    async def receive():
        await trio.lowlevel.checkpoint()
        return next(messages)

    async def send(message):
        await trio.lowlevel.checkpoint()
        heard.append(message["type"])
        if message["type"].endswith(".failed"):
            raise RuntimeError("the server gives up")

    watch = LifespanWatch(app)
    try:
        await watch({"type": "lifespan"}, receive, send)
    except Exception as error:  # noqa: BLE001 - the server sees whatever comes out
        heard.append(repr(error))
    return heard, watch


async def test_an_app_that_knows_the_lifespan_is_left_alone():
    async def app(scope, receive, send):
        assert await receive() == STARTUP
        await send({"type": "lifespan.startup.complete"})
        assert await receive() == SHUTDOWN
        await send({"type": "lifespan.shutdown.complete"})

    heard, watch = await live(app)
    assert (heard, watch.failure) == (WHOLE, "")


async def test_an_app_that_returns_at_once_has_its_lifespan_done_for_it():
    async def app(scope, receive, send):
        if scope["type"] != "http":
            return

    heard, watch = await live(app)
    assert (heard, watch.failure) == (WHOLE, "")


async def test_an_app_that_raises_at_once_does_not_know_the_lifespan():
    async def app(scope, receive, send):
        raise AssertionError("only http here")

    heard, watch = await live(app)
    assert (heard, watch.failure) == (WHOLE, "")


async def test_an_app_that_returns_once_it_has_started_is_seen_to_its_end():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})

    heard, watch = await live(app)
    assert (heard, watch.failure) == (WHOLE, "")


async def test_an_app_that_raises_in_its_startup_has_failed_with_its_traceback():
    async def app(scope, receive, send):
        await receive()
        raise ConnectionError("no database")

    heard, watch = await live(app)
    assert heard == ["lifespan.startup.failed", "RuntimeError('the server gives up')"]
    assert watch.failure.splitlines()[-1] == "ConnectionError: no database"


@pytest.mark.parametrize(
    ("message", "failure"), [({"message": "no database"}, "no database"), ({}, "it gave no reason")]
)
async def test_an_app_that_says_that_it_failed_is_quoted(message, failure):
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.failed", **message})

    heard, watch = await live(app)
    assert heard[0] == "lifespan.startup.failed"
    assert watch.failure == failure


async def test_an_error_after_the_startup_goes_to_the_server():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})
        raise ValueError("late")

    heard, watch = await live(app)
    assert (heard, watch.failure) == (["lifespan.startup.complete", "ValueError('late')"], "")


async def test_requests_pass_through():
    async def app(scope, receive, send):
        await send({"type": scope["type"], "message": await receive()})

    sent = []

    async def receive():
        return "body"

    async def send(message):
        sent.append(message)

    await LifespanWatch(app)({"type": "http"}, receive, send)
    assert sent == [{"type": "http", "message": "body"}]
