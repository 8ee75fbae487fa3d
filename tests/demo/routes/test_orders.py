import pytest

from ..conftest import TWO_CUPS, problem


@pytest.fixture
async def ann(demo):
    return await demo.log_in("ann")


async def test_a_new_order_has_a_place_a_price_and_a_first_state(demo, ann):
    response = await demo.post("/orders", json=TWO_CUPS | {"note": "ring twice"}, headers=ann)
    assert (response.status_code, response.headers["location"]) == (201, "/orders/1001")
    order = response.json()
    reference = order.pop("reference")
    assert len(reference) == 36
    at = "2027-01-15T08:00:00.250Z"
    assert order == {
        "id": 1001,
        "customer": "ann",
        "state": "created",
        "is_final": False,
        "lines": [
            {"line": 1, "sku": "TEA-1", "name": "Assam, 100 g", "qty": 2, "unit_price": 6.5, "total": 13.0},
            {"line": 2, "sku": "MUG-1", "name": "White mug", "qty": 1, "unit_price": 8.5, "total": 8.5},
        ],
        "total": 21.5,
        "currency": "EUR",
        "note": "ring twice",
        "created_at": at,
        "updated_at": at,
        "history": [{"state": "created", "at": at}],
        "links": {"self": "/orders/1001", "lines": "/orders/1001/lines", "cancel": "/orders/1001/cancel"},
    }


async def test_an_order_moves_on_by_itself(demo, clock, ann):
    order = await demo.place(ann)
    states = []
    for _ in range(4):
        states.append((await demo.get(order["links"]["self"], headers=ann)).json()["state"])
        clock.turn(0.2)
    assert states == ["created", "paid", "packed", "shipped"]


async def test_a_declined_payment_fails_the_order(demo, clock, ann):
    order = await demo.place(ann, "FAIL-1")
    clock.turn(1)
    shown = (await demo.get(order["links"]["self"], headers=ann)).json()
    assert (shown["state"], shown["is_final"]) == ("failed", True)


async def test_all_mistakes_of_an_order_are_told_by_pointer(demo, ann):
    response = await demo.post("/orders", json={"lines": [{"sku": "TEA-1", "qty": 0}], "colour": 1}, headers=ann)
    assert response.json() == problem(
        422,
        "Invalid input",
        "2 thing(s) to correct: #/lines/0/qty, #/colour",
        "/orders",
        type="/problems/invalid",
        errors=[
            {"pointer": "#/lines/0/qty", "detail": "must be at least 1"},
            {"pointer": "#/colour", "detail": "is not known here"},
        ],
    )


async def test_an_unknown_sku_is_a_mistake_in_its_line(demo, ann):
    lines = [{"sku": "TEA-1", "qty": 1}, {"sku": "NONE", "qty": 1}]
    errors = (await demo.post("/orders", json={"lines": lines}, headers=ann)).json()["errors"]
    assert errors == [{"pointer": "#/lines/1/sku", "detail": "must be the code of a SKU"}]


async def test_more_than_the_stock_cannot_be_ordered(demo, ann):
    response = await demo.post("/orders", json={"lines": [{"sku": "OUT-1", "qty": 1}]}, headers=ann)
    assert response.json() == problem(409, "Out of stock", "1 of OUT-1 are wanted and 0 are there", "/orders")
    twice = {"lines": [{"sku": "KETTLE-1", "qty": 12}, {"sku": "KETTLE-1", "qty": 1}]}
    assert (await demo.post("/orders", json=twice, headers=ann)).status_code == 409


async def test_the_same_key_and_body_make_one_order(demo, clock, ann):
    key = ann | {"Idempotency-Key": "k1"}
    first = await demo.post("/orders", json=TWO_CUPS, headers=key)
    clock.turn(0.1)
    again = await demo.post("/orders", json=TWO_CUPS, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await demo.get("/orders", headers=ann)).json()["items"]) == 1


async def test_a_key_used_with_another_body_is_refused(demo, ann):
    key = ann | {"Idempotency-Key": "k1"}
    await demo.post("/orders", json=TWO_CUPS, headers=key)
    response = await demo.post("/orders", json=TWO_CUPS | {"note": "x"}, headers=key)
    assert response.json() == problem(
        422,
        "Idempotency-Key reused",
        "this Idempotency-Key came with another body before; use a new key",
        "/orders",
    )


async def test_a_key_whose_order_was_deleted_is_gone(demo, ann):
    key = ann | {"Idempotency-Key": "k1"}
    await demo.post("/orders", json=TWO_CUPS, headers=key)
    await demo.delete("/orders/1001", headers=ann)
    response = await demo.post("/orders", json=TWO_CUPS, headers=key)
    assert response.json() == problem(
        410, "Gone", "this key made order 1001, which is gone; use a new key", "/orders"
    )


async def test_each_customer_has_their_own_keys(demo, ann):
    bob = await demo.log_in("bob")
    made = [await demo.post("/orders", json=TWO_CUPS, headers=who | {"Idempotency-Key": "k1"}) for who in (ann, bob)]
    assert [response.json()["id"] for response in made] == [1001, 1002]


async def test_following_next_visits_every_order_once(demo, ann):
    for _ in range(5):
        await demo.place(ann)
    seen, url = [], "/orders?limit=2&state=created"
    while url:
        response = await demo.get(url, headers=ann)
        seen += [item["id"] for item in response.json()["items"]]
        url = response.links.get("next", {}).get("url")
        assert (url is None) == (response.json()["next_cursor"] is None)
    assert seen == [1001, 1002, 1003, 1004, 1005]


async def test_a_full_last_page_has_no_next(demo, ann):
    await demo.place(ann)
    assert (await demo.get("/orders?limit=1", headers=ann)).json()["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXI6eA", "YWZ0ZXI6", "_____w"])
async def test_a_made_up_cursor_is_refused(demo, ann, cursor):
    response = await demo.get(f"/orders?cursor={cursor}", headers=ann)
    assert response.json()["errors"] == [{"parameter": "cursor", "detail": "must be a `next_cursor` of this list"}]


async def test_everybody_sees_their_own_orders_and_an_admin_all(demo, ann):
    bob, root = await demo.log_in("bob"), await demo.log_in("root")
    await demo.place(ann)
    await demo.place(bob)

    async def seen(who, query=""):
        return [item["id"] for item in (await demo.get(f"/orders{query}", headers=who)).json()["items"]]

    assert [await seen(ann), await seen(bob), await seen(root)] == [[1001], [1002], [1001, 1002]]
    assert await seen(root, "?customer=bob") == [1002]
    assert await seen(ann, "?customer=bob") == []


EVERYTHING = [
    ("GET", "/orders/1001", {}),
    ("PATCH", "/orders/1001", {"json": {"note": "x"}}),
    ("DELETE", "/orders/1001", {}),
    ("POST", "/orders/1001/cancel", {}),
    ("GET", "/orders/1001/lines", {}),
    ("POST", "/orders/1001/lines", {"json": {"sku": "TEA-1", "qty": 1}}),
    ("GET", "/orders/1001/lines/1", {}),
    ("DELETE", "/orders/1001/lines/1", {}),
]


@pytest.mark.parametrize(("method", "url", "options"), EVERYTHING)
async def test_an_order_of_somebody_else_is_not_there_whatever_is_asked(demo, ann, method, url, options):
    await demo.place(await demo.log_in("bob"))
    response = await demo.send(method, url, headers=ann, **options)
    assert response.json() == problem(404, "Not found", "there is no order 1001", url)


async def test_an_order_that_never_was_looks_the_same(demo, ann):
    response = await demo.get("/orders/4711", headers=ann)
    assert response.json() == problem(404, "Not found", "there is no order 4711", "/orders/4711")


@pytest.mark.parametrize(("method", "url", "options"), EVERYTHING)
async def test_a_deleted_order_is_gone_whatever_is_asked(demo, ann, method, url, options):
    await demo.place(ann)
    await demo.delete("/orders/1001", headers=ann)
    response = await demo.send(method, url, headers=ann, **options)
    assert response.json() == problem(410, "Gone", "order 1001 has been deleted", url)


async def test_an_admin_may_look_at_anybodys_order(demo, ann):
    await demo.place(ann)
    assert (await demo.get("/orders/1001", headers=await demo.log_in("root"))).status_code == 200


async def test_a_patch_must_say_what_it_changes(demo, ann):
    await demo.place(ann)
    response = await demo.patch("/orders/1001", json={"note": "x"}, headers=ann)
    assert response.json() == problem(
        428,
        "Precondition required",
        "send If-Match with the ETag of the order as you know it",
        "/orders/1001",
    )


async def test_a_patch_against_an_old_state_is_refused(demo, clock, ann):
    await demo.place(ann)
    clock.turn(0.2)
    response = await demo.patch("/orders/1001", json={"note": "x"}, headers=ann | {"If-Match": '"1001.1.created"'})
    assert response.json() == problem(
        412, "Precondition failed", 'the order\'s ETag is "1001.1.paid" now', "/orders/1001"
    )


async def test_a_patch_changes_what_it_names_and_null_removes(demo, ann):
    await demo.place(ann, "HOLD-1")
    lines = [{"sku": "POT-1", "qty": 2}]
    first = await demo.patch(
        "/orders/1001", json={"lines": lines, "note": "x"}, headers=ann | {"If-Match": '"1001.1.created"'}
    )
    assert (first.headers["etag"], first.json()["total"], first.json()["note"]) == ('"1001.2.created"', 49.0, "x")
    merge = ann | {"If-Match": first.headers["etag"], "Content-Type": "application/merge-patch+json"}
    second = await demo.patch("/orders/1001", content=b'{"note": null}', headers=merge)
    assert (second.json()["note"], second.json()["total"]) == (None, 49.0)


async def test_lines_are_settled_once_the_order_is_paid(demo, clock, ann):
    await demo.place(ann)
    clock.turn(0.2)
    lines = {"lines": [{"sku": "POT-1", "qty": 1}]}
    response = await demo.patch("/orders/1001", json=lines, headers=ann | {"If-Match": "*"})
    assert response.json() == problem(
        409,
        "Not possible in this state",
        "order 1001 is paid; its lines change only while it is created",
        "/orders/1001",
        type="/problems/wrong-state",
    )


async def test_a_known_order_is_not_sent_again(demo, clock, ann):
    await demo.place(ann)
    known = ann | {"If-None-Match": '"1001.1.created"'}
    assert (await demo.get("/orders/1001", headers=known)).status_code == 304
    clock.turn(0.2)
    assert (await demo.get("/orders/1001", headers=known)).status_code == 200


async def test_an_order_can_be_cancelled_twice_and_stays_so(demo, clock, ann):
    await demo.place(ann)
    first = await demo.post("/orders/1001/cancel", headers=ann)
    clock.turn(9)
    second = await demo.post("/orders/1001/cancel", headers=ann)
    assert first.json() == second.json()
    assert second.json()["state"] == "cancelled"


async def test_a_shipped_order_cannot_be_cancelled(demo, clock, ann):
    await demo.place(ann)
    clock.turn(0.6)
    response = await demo.post("/orders/1001/cancel", headers=ann)
    assert response.json()["detail"] == "order 1001 is shipped and cannot be cancelled"
    assert response.status_code == 409


async def test_a_deleted_order_is_unknown_to_others(demo, ann):
    await demo.place(ann)
    assert (await demo.delete("/orders/1001", headers=ann)).status_code == 204
    assert (await demo.get("/orders/1001", headers=await demo.log_in("bob"))).status_code == 404


async def test_a_deletion_keeps_to_its_precondition(demo, ann):
    await demo.place(ann)
    assert (await demo.delete("/orders/1001", headers=ann | {"If-Match": '"x"'})).status_code == 412
    assert (await demo.delete("/orders/1001", headers=ann | {"If-Match": '"1001.1.created"'})).status_code == 204


@pytest.mark.parametrize("number", ["x", "0", "-1", "1.5", "9" * 5000, "%00"])
async def test_a_number_that_is_none_is_not_found(demo, ann, number):
    assert (await demo.get(f"/orders/{number}", headers=ann)).status_code == 404
