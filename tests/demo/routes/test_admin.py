import pytest


@pytest.fixture
async def root(demo):
    return await demo.log_in("root")


async def test_the_stats_count_hits_and_misses(demo, root):
    for code in ("TEA-1", "TEA-1", "MUG-1"):
        await demo.get(f"/skus/{code}")
    assert (await demo.get("/admin/cache/stats", headers=root)).json() == {
        "entries": 2,
        "capacity": 128,
        "ttl_s": 30.0,
        "hits": 1,
        "misses": 2,
        "expired": 0,
        "evicted": 0,
        "hit_ratio": 0.3333,
    }


async def test_an_unknown_sku_is_a_miss_and_is_not_kept(demo, root):
    await demo.get("/skus/NONE")
    stats = (await demo.get("/admin/cache/stats", headers=root)).json()
    assert (stats["entries"], stats["misses"]) == (0, 1)


async def test_clearing_makes_the_next_reading_a_miss(demo, root):
    await demo.get("/skus/TEA-1")
    assert (await demo.delete("/admin/cache", headers=root)).status_code == 204
    assert (await demo.get("/skus/TEA-1")).headers["x-cache"] == "miss"


async def test_a_new_ttl_counts_at_once(demo, clock, root):
    await demo.get("/skus/TEA-1")
    response = await demo.put("/admin/cache/ttl", json={"ttl_s": 5}, headers=root)
    assert response.json() == {"ttl_s": 5}
    clock.turn(5)
    shown = await demo.get("/skus/TEA-1")
    assert (shown.headers["x-cache"], shown.headers["cache-control"]) == ("miss", "public, max-age=5")


async def test_a_negative_ttl_is_refused(demo, root):
    response = await demo.put("/admin/cache/ttl", json={"ttl_s": -1}, headers=root)
    assert response.json()["errors"] == [{"pointer": "#/ttl_s", "detail": "must be at least 0"}]


@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", "/admin/cache/stats"), ("DELETE", "/admin/cache"), ("PUT", "/admin/cache/ttl")],
)
async def test_customers_and_strangers_stay_outside(demo, method, url):
    ann = await demo.log_in("ann")
    assert (await demo.send(method, url, headers=ann, json={"ttl_s": 1})).status_code == 403
    assert (await demo.send(method, url, json={"ttl_s": 1})).status_code == 401
