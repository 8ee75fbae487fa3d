import pytest

from specrunner.demo.orders import Line, Order, Orders, Schedule, State

SCHEDULE = Schedule(1, 2, 3)


def order(number: int = 1001, sku: str = "TEA-1", customer: str = "ann") -> Order:
    return Order(number, "ref", customer, (Line(sku, "Tea", 2, 650),), None, 100.0, SCHEDULE)


@pytest.mark.parametrize(
    ("now_s", "state"),
    [
        (100, State.CREATED),
        (100.9, State.CREATED),
        (101, State.PAID),
        (102, State.PACKED),
        (103, State.SHIPPED),
        (9999, State.SHIPPED),
    ],
)
def test_the_state_follows_the_clock(now_s, state):
    assert order().state(now_s) is state


def test_a_declined_payment_ends_in_failed():
    declined = order(sku="FAIL-1")
    assert [declined.state(now_s) for now_s in (100, 101, 9999)] == [State.CREATED, State.FAILED, State.FAILED]


def test_an_order_on_hold_stays_created():
    assert order(sku="HOLD-1").state(9999) is State.CREATED


def test_a_cancelled_order_stays_cancelled_and_keeps_its_past():
    orders = Orders(10, 10)
    orders.add(order())
    cancelled = orders.cancel(order(), now_s=101.5)
    assert cancelled.history(9999) == (
        (State.CREATED, 100.0),
        (State.PAID, 101.0),
        (State.CANCELLED, 101.5),
    )
    assert orders.find(1001) == cancelled


def test_the_entity_tag_changes_with_state_and_with_edits():
    orders = Orders(10, 10)
    orders.add(order())
    assert str(order().tag(100)) == '"1001.1.created"'
    assert str(order().tag(101)) == '"1001.1.paid"'
    edited = orders.edit(order(), 100.5, lines=order().lines, note="ring twice")
    assert str(edited.tag(100.5)) == '"1001.2.created"'
    assert edited.updated_at_s(100.6) == 100.5
    assert edited.updated_at_s(101) == 101.0


def test_an_edit_that_changes_nothing_keeps_the_version():
    assert Orders(10, 10).edit(order(), 100.5, lines=order().lines, note=None) == order()


def test_the_total_is_exact_to_the_cent():
    assert order().total_cents == 1300


def test_the_oldest_order_makes_room_even_if_it_was_edited_last():
    orders = Orders(2, 10)
    for number in (1001, 1002):
        orders.add(order(number))
    orders.edit(order(1001), 101, lines=order().lines, note="x")
    orders.add(order(1003))
    assert [found.id for found in orders.select(lambda _: True, 0, 10)] == [1002, 1003]


def test_a_selection_goes_on_where_the_last_one_ended():
    orders = Orders(10, 10)
    for number, customer in enumerate(["ann", "bob", "ann", "ann"], start=1001):
        orders.add(order(number, customer=customer))

    def of_ann(found: Order) -> bool:
        return found.customer == "ann"

    first = orders.select(of_ann, after_id=0, count=2)
    assert [found.id for found in first] == [1001, 1003]
    assert [found.id for found in orders.select(of_ann, after_id=1003, count=2)] == [1004]


def test_a_deleted_order_is_gone_and_its_owner_remembered():
    orders = Orders(10, 10)
    orders.add(order())
    orders.delete(order())
    assert orders.find(1001) is None
    assert orders.owner_of_deleted(1001) == "ann"
    assert orders.owner_of_deleted(1002) is None
