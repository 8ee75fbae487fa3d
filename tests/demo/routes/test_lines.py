import pytest

from ..conftest import problem


@pytest.fixture
async def ann(demo):
    fields = await demo.log_in("ann")
    await demo.place(fields)
    return fields


async def test_a_line_is_added_read_and_taken_out(demo, ann):
    added = await demo.post("/orders/1001/lines", json={"sku": "POT-1", "qty": 1}, headers=ann)
    assert (added.status_code, added.headers["location"]) == (201, "/orders/1001/lines/3")
    assert (await demo.get("/orders/1001/lines/3", headers=ann)).json() == added.json()
    assert (await demo.delete("/orders/1001/lines/1", headers=ann)).status_code == 204
    rest = (await demo.get("/orders/1001/lines", headers=ann)).json()
    assert [(line["line"], line["sku"]) for line in rest] == [(1, "MUG-1"), (2, "POT-1")]


async def test_the_last_line_stays(demo, ann):
    await demo.delete("/orders/1001/lines/2", headers=ann)
    response = await demo.delete("/orders/1001/lines/1", headers=ann)
    assert response.json()["detail"] == "line 1 is the only one of order 1001; cancel the order instead"


async def test_a_line_that_is_not_there_is_not_found(demo, ann):
    response = await demo.get("/orders/1001/lines/3", headers=ann)
    assert response.json() == problem(404, "Not found", "order 1001 has no line 3", "/orders/1001/lines/3")


async def test_an_unknown_sku_is_a_mistake_in_the_body(demo, ann):
    response = await demo.post("/orders/1001/lines", json={"sku": "NONE", "qty": 1}, headers=ann)
    assert response.json()["errors"] == [{"pointer": "#/sku", "detail": "must be the code of a SKU"}]


async def test_the_stock_counts_the_lines_that_are_there_already(demo, ann):
    kettles = {"sku": "KETTLE-1", "qty": 12}
    assert (await demo.post("/orders/1001/lines", json=kettles, headers=ann)).status_code == 201
    assert (await demo.post("/orders/1001/lines", json=kettles, headers=ann)).status_code == 409


async def test_an_order_takes_twenty_lines(demo, ann):
    for _ in range(18):
        await demo.post("/orders/1001/lines", json={"sku": "TEA-1", "qty": 1}, headers=ann)
    response = await demo.post("/orders/1001/lines", json={"sku": "TEA-1", "qty": 1}, headers=ann)
    assert response.json()["detail"] == "order 1001 has 20 lines already"


@pytest.mark.parametrize(("method", "url"), [("POST", "/orders/1001/lines"), ("DELETE", "/orders/1001/lines/1")])
async def test_lines_are_settled_once_the_order_is_paid(demo, clock, ann, method, url):
    clock.turn(0.2)
    response = await demo.send(method, url, json={"sku": "TEA-1", "qty": 1}, headers=ann)
    assert response.json()["detail"] == "order 1001 is paid; its lines change only while it is created"
