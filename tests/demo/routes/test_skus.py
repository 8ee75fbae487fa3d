from ..conftest import problem

CUP = {"name": "Cup", "price": 4.2, "stock": 3, "tags": ["table"]}


async def test_pages_link_to_their_neighbours(demo):
    response = await demo.get("/skus?page=2&per_page=5")
    body = response.json()
    assert (body["page"], body["pages"], body["total"], len(body["items"])) == (2, 3, 12, 5)
    assert response.headers["link"] == (
        '</skus?page=1&per_page=5>; rel="first", </skus?page=1&per_page=5>; rel="prev", '
        '</skus?page=3&per_page=5>; rel="next", </skus?page=3&per_page=5>; rel="last"'
    )


async def test_following_next_visits_every_sku_once(demo):
    seen, url = [], "/skus?per_page=5"
    while url:
        response = await demo.get(url)
        seen += [item["sku"] for item in response.json()["items"]]
        url = response.links.get("next", {}).get("url")
    assert len(seen) == len(set(seen)) == 12


async def test_links_keep_the_filters(demo):
    response = await demo.get("/skus?q=mug&tag=table&per_page=1")
    assert response.links["next"]["url"] == "/skus?q=mug&tag=table&page=2&per_page=1"


async def test_a_page_beyond_the_last_is_empty(demo):
    assert (await demo.get("/skus?page=9")).json() == {"items": [], "page": 9, "pages": 3, "total": 12}


async def test_nothing_found_means_no_links(demo):
    assert "link" not in (await demo.get("/skus?q=coffee")).headers


async def test_a_bad_page_is_named(demo):
    response = await demo.get("/skus?page=0&per_page=x")
    assert response.json() == problem(
        422,
        "Invalid input",
        "2 thing(s) to correct: page, per_page",
        "/skus",
        type="/problems/invalid",
        errors=[
            {"parameter": "page", "detail": "must be at least 1"},
            {"parameter": "per_page", "detail": "must be an integer"},
        ],
    )


async def test_the_second_reading_is_a_hit_that_grows_old(demo, clock):
    first = await demo.get("/skus/TEA-1")
    clock.turn(12.5)
    second = await demo.get("/skus/TEA-1")
    assert [(r.headers["x-cache"], r.headers["age"]) for r in (first, second)] == [("miss", "0"), ("hit", "12")]
    clock.turn(17.5)
    assert (await demo.get("/skus/TEA-1")).headers["x-cache"] == "miss"


async def test_a_matching_tag_saves_the_body(demo):
    first = await demo.get("/skus/TEA-1")
    assert first.headers["etag"] == '"TEA-1.1"'
    assert first.headers["cache-control"] == "public, max-age=30"
    again = await demo.get("/skus/TEA-1", headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"TEA-1.1"')


async def test_a_date_saves_the_body_too_but_not_against_a_tag(demo):
    changed = (await demo.get("/skus/TEA-1")).headers["last-modified"]
    assert changed == "Fri, 15 Jan 2027 08:00:00 GMT"
    since = {"If-Modified-Since": changed}
    assert (await demo.get("/skus/TEA-1", headers=since)).status_code == 304
    assert (await demo.get("/skus/TEA-1", headers=since | {"If-None-Match": '"x"'})).status_code == 200


async def test_head_has_the_fields_of_get_and_no_body(demo):
    get = await demo.get("/skus/TEA-1")
    head = await demo.send("HEAD", "/skus/TEA-1")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["etag"] == get.headers["etag"]


async def test_an_admin_creates_a_sku_and_replaces_it(demo):
    root = await demo.log_in("root")
    created = await demo.put("/skus/CUP-1", json=CUP, headers=root)
    assert (created.status_code, created.headers["location"]) == (201, "/skus/CUP-1")
    replaced = await demo.put("/skus/CUP-1", json=CUP | {"price": 4.3}, headers=root)
    assert (replaced.status_code, replaced.headers["etag"], replaced.json()["price"]) == (200, '"CUP-1.2"', 4.3)


async def test_a_replaced_sku_is_not_served_from_the_cache(demo):
    root = await demo.log_in("root")
    await demo.get("/skus/TEA-1")
    await demo.put("/skus/TEA-1", json=CUP, headers=root)
    fresh = await demo.get("/skus/TEA-1")
    assert (fresh.headers["x-cache"], fresh.json()["name"]) == ("miss", "Cup")


async def test_preconditions_guard_a_change(demo):
    root = await demo.log_in("root")
    refused = await demo.put("/skus/TEA-1", json=CUP, headers=root | {"If-Match": '"TEA-1.9"'})
    assert refused.json() == problem(
        412,
        "Precondition failed",
        "the SKU is not as the precondition says; GET it for its ETag",
        "/skus/TEA-1",
    )
    assert (await demo.put("/skus/TEA-1", json=CUP, headers=root | {"If-None-Match": "*"})).status_code == 412
    assert (await demo.put("/skus/CUP-1", json=CUP, headers=root | {"If-None-Match": "*"})).status_code == 201
    assert (await demo.put("/skus/TEA-1", json=CUP, headers=root | {"If-Match": '"TEA-1.1"'})).status_code == 200
    assert (await demo.delete("/skus/TEA-1", headers=root | {"If-Match": '"TEA-1.1"'})).status_code == 412


async def test_a_deleted_sku_is_not_found_even_when_it_was_cached(demo):
    root = await demo.log_in("root")
    await demo.get("/skus/TEA-1")
    assert (await demo.delete("/skus/TEA-1", headers=root)).status_code == 204
    gone = await demo.get("/skus/TEA-1")
    assert gone.json() == problem(404, "Not found", "there is no SKU TEA-1", "/skus/TEA-1")
    assert (await demo.delete("/skus/TEA-1", headers=root)).status_code == 404


async def test_a_full_shelf_takes_no_more(demo):
    root = await demo.log_in("root")
    answers = [await demo.put(f"/skus/CUP-{number}", json=CUP, headers=root) for number in (1, 2, 3)]
    assert [response.status_code for response in answers] == [201, 201, 507]
    assert answers[2].json() == problem(507, "Full", "there are 14 SKUs already", "/skus/CUP-3")


async def test_a_customer_may_look_and_not_touch(demo):
    ann = await demo.log_in("ann")
    detail = "only the role `admin` may do this, and you are `customer`"
    put = await demo.put("/skus/TEA-1", json=CUP, headers=ann)
    assert put.json() == problem(403, "Not allowed", detail, "/skus/TEA-1", type="/problems/forbidden")
    assert (await demo.delete("/skus/TEA-1", headers=ann)).status_code == 403
