from ..conftest import problem


async def test_health_tells_the_time_of_the_injected_clock(demo, clock):
    clock.turn(1.5)
    response = await demo.get("/health")
    assert response.json() == {"status": "ok", "now": "2027-01-15T08:00:01.750Z", "uptime_s": 1.5}


async def test_the_index_links_to_what_exists(demo):
    links = (await demo.get("/")).json()["links"]
    statuses = {name: (await demo.get(path)).status_code for name, path in links.items()}
    assert 404 not in statuses.values()


async def test_the_type_of_a_problem_can_be_looked_up(demo):
    refused = (await demo.get("/skus/NONE")).json()
    shown = (await demo.get(refused["type"])).json()
    assert shown["title"] == refused["title"]


async def test_an_unknown_problem_type_is_not_found(demo):
    response = await demo.get("/problems/x")
    assert response.json() == problem(404, "Not found", "there is no such problem type here", "/problems/x")
