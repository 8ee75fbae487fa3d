import pytest
import trio

from specrunner.demo.routes.timing import WITHOUT_BODY, _Dots


async def test_a_delay_lasts_as_long_as_asked(demo, autojump_clock):
    began_s = trio.current_time()
    assert (await demo.get("/http/delay/2.5")).json() == {"slept_s": 2.5}
    assert trio.current_time() - began_s == pytest.approx(2.5)


async def test_a_drip_spreads_its_bytes(demo, autojump_clock):
    began_s = trio.current_time()
    response = await demo.get("/http/drip?bytes=5&duration_s=4&delay_s=1")
    assert (response.text, response.headers["content-length"]) == (".....", "5")
    assert trio.current_time() - began_s == pytest.approx(5)


async def test_a_drip_in_chunks_does_not_tell_its_length(demo, autojump_clock):
    response = await demo.get("/http/drip?bytes=1&chunked=true")
    assert (response.text, "content-length" in response.headers) == (".", False)


async def test_a_drip_whose_client_goes_away_leaves_nothing_to_close(autojump_clock):
    began = _Dots(3, 1)
    assert await began.__anext__() == b"."
    del began  # a generator would be collected unfinished, with a ResourceWarning


@pytest.mark.parametrize("seconds", ["61", "-1", "x", "1e9", "nan"])
async def test_nobody_can_keep_the_service_waiting_for_long(demo, seconds):
    assert (await demo.get(f"/http/delay/{seconds}")).status_code == 404


@pytest.mark.parametrize("status", [200, 202, 204, 205, 299, 300, 304, 399])
async def test_a_status_below_400_is_answered_as_asked(demo, status):
    response = await demo.post(f"/http/status/{status}")
    assert response.status_code == status
    assert response.content == b"" if status in WITHOUT_BODY else response.json() == {"status": status}


@pytest.mark.parametrize(("status", "title"), [(404, "Not Found"), (503, "Service Unavailable"), (599, "Status 599")])
async def test_a_status_from_400_is_a_problem_without_a_type(demo, status, title):
    assert (await demo.get(f"/http/status/{status}")).json() == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": "as you asked",
        "instance": f"/http/status/{status}",
    }


async def test_a_status_can_bring_its_fields(demo):
    response = await demo.get("/http/status/503?retry_after=7&location=/x")
    assert (response.headers["retry-after"], response.headers["location"]) == ("7", "/x")


async def test_a_flaky_answer_fails_as_often_as_asked(demo):
    url = "/http/flaky/k?failures=2&status=502&retry_after=1"
    answers = [await demo.get(url) for _ in range(3)]
    assert [response.status_code for response in answers] == [502, 502, 200]
    assert answers[0].json()["detail"] == "attempt 1 of k: 2 must fail"
    assert answers[0].headers["retry-after"] == "1"
    assert answers[2].json() == {"key": "k", "attempt": 3}


async def test_each_key_is_counted_by_itself(demo):
    statuses = [(await demo.get(f"/http/flaky/{key}?failures=1")).status_code for key in ("a", "b", "a")]
    assert statuses == [503, 503, 200]
