from ..conftest import problem

FAST = "/limited?limit=2&window_s=1"


async def test_the_quota_runs_out_and_comes_back(demo, clock):
    answers = [await demo.get(FAST) for _ in range(3)]
    assert [response.status_code for response in answers] == [200, 200, 429]
    assert [response.headers["ratelimit"] for response in answers] == [
        '"default";r=1;t=1',
        '"default";r=0;t=1',
        '"default";r=0;t=1',
    ]
    clock.turn(1)
    assert (await demo.get(FAST)).json() == {"client": "anonymous", "limit": 2, "remaining": 1, "reset_s": 1.0}


async def test_a_refusal_tells_all_that_a_client_needs(demo):
    url = "/limited?limit=1&window_s=9.5"
    await demo.get(url)
    response = await demo.get(url)
    assert response.json() == problem(
        429,
        "Too many requests",
        "the quota of 1 in 9.5 s is used up",
        "/limited",
        type="https://iana.org/assignments/http-problem-types#quota-exceeded",
        **{"violated-policies": ["default"]},
    )
    fields = {name: response.headers[name] for name in response.headers if "rate" in name or name == "retry-after"}
    assert fields == {
        "ratelimit-policy": '"default";q=1;w=10',
        "ratelimit": '"default";r=0;t=10',
        "x-ratelimit-limit": "1",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "1800000010",
        "retry-after": "10",
    }


async def test_the_wait_can_be_told_as_a_date(demo):
    url = "/limited?limit=1&window_s=9.5&retry_after=date"
    await demo.get(url)
    assert (await demo.get(url)).headers["retry-after"] == "Fri, 15 Jan 2027 08:00:10 GMT"


async def test_each_client_has_a_quota_of_its_own(demo):
    statuses = [
        (await demo.get("/limited?limit=1", headers={"X-Client-Key": key})).status_code for key in ("a", "b", "a")
    ]
    assert statuses == [200, 200, 429]


async def test_a_client_can_begin_anew(demo):
    await demo.get("/limited?limit=1")
    assert (await demo.delete("/limited")).status_code == 204
    assert (await demo.get("/limited?limit=1")).status_code == 200


async def test_a_bad_key_is_refused(demo):
    response = await demo.get("/limited", headers={"X-Client-Key": "a b"})
    assert response.json()["errors"] == [{"parameter": "X-Client-Key", "detail": "must match ^[A-Za-z0-9._-]{1,64}$"}]
