import pytest
import trio

from specrunner.demo.routes.feed import _Events, _Plan

ALL = b'id: 1\nevent: tick\ndata: {"seq": 1, "of": 2}\n\nid: 2\nevent: done\ndata: {"seq": 2, "of": 2}\n\n'


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_events_are_numbered_and_the_last_is_done(demo, method, autojump_clock):
    response = await demo.send(method, "/feed?events=2")
    assert (response.status_code, response.content) == (200, ALL)
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"


async def test_a_feed_goes_on_behind_the_last_event_that_was_seen(demo, autojump_clock):
    response = await demo.get("/feed?events=4&batch=2", headers={"Last-Event-ID": "1"})
    assert [line for line in response.text.splitlines() if line.startswith("id")] == ["id: 2", "id: 3"]


@pytest.mark.parametrize("seen", ["4", "999"])
async def test_who_has_seen_all_is_told_not_to_come_back(demo, seen):
    assert (await demo.get("/feed?events=4", headers={"Last-Event-ID": seen})).status_code == 204


async def test_retry_and_keep_alives_come_if_asked_for(demo, autojump_clock):
    text = (await demo.get("/feed?events=2&retry_ms=70&comments=true")).text
    assert (text.count(": keep-alive\n\n"), text.count("retry: 70\n\n")) == (2, 1)


async def test_events_come_one_after_the_other(autojump_clock):
    began_s = trio.current_time()
    events = _Events(_Plan(1, 3, 3, 2.0, None, has_comments=False))
    assert [each[:5] async for each in events] == [b"id: 1", b"id: 2", b"id: 3"]
    assert trio.current_time() - began_s == pytest.approx(4)


@pytest.mark.parametrize("query", ["events=0", "batch=0", "every_s=-1", "retry_ms=x"])
async def test_what_makes_no_sense_is_refused(demo, query):
    assert (await demo.get(f"/feed?{query}")).status_code == 422
