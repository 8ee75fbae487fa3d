"""What the routes of orders and of their lines share: finding one, showing one, taking lines in."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..catalogue import CURRENCY
from ..conditional import is_permitted, iso_date
from ..endpoint import Call
from ..orders import Line, Order, State
from ..problems import GONE, NOT_FOUND, OUT_OF_STOCK, PRECONDITION_FAILED, WRONG_STATE, Culprit, Problem, invalid


def order_json(order: Order, now_s: float) -> dict[str, object]:
    here = f"/orders/{order.id}"
    state = order.state(now_s)
    return {
        "id": order.id,
        "reference": order.reference,
        "customer": order.customer,
        "state": state,
        "is_final": state.is_final,
        "lines": lines_json(order),
        "total": order.total_cents / 100,
        "currency": CURRENCY,
        "note": order.note,
        "created_at": iso_date(order.created_at_s),
        "updated_at": iso_date(order.updated_at_s(now_s)),
        "history": [{"state": name, "at": iso_date(at_s)} for name, at_s in order.history(now_s)],
        "links": {"self": here, "lines": f"{here}/lines", "cancel": f"{here}/cancel"},
    }


def lines_json(order: Order) -> list[dict[str, object]]:
    return [
        {
            "line": number,
            "sku": line.sku,
            "name": line.name,
            "qty": line.qty,
            "unit_price": line.price_cents / 100,
            "total": line.total_cents / 100,
        }
        for number, line in enumerate(order.lines, start=1)
    ]


def headers_of(order: Order, now_s: float) -> dict[str, str]:
    return {"ETag": str(order.tag(now_s)), "Cache-Control": "private, no-cache"}


def find_order(call: Call) -> Order:
    """The order in the path. Raises 404 for what is not there or not the caller's, 410 for what was."""
    user, order_id = call.caller.user, call.values["id"]
    order = call.shop.orders.find(order_id)
    if order is not None and (user.is_admin or order.customer == user.name):
        return order
    owner = call.shop.orders.owner_of_deleted(order_id)
    if owner is not None and (user.is_admin or owner == user.name):
        raise Problem(GONE, f"order {order_id} has been deleted")
    raise Problem(NOT_FOUND, f"there is no order {order_id}")


def make_lines(
    wanted: Sequence[Mapping[str, Any]],
    call: Call,
    *,
    place: str = "#/lines/{}/sku",
    beside: tuple[Line, ...] = (),
) -> tuple[Line, ...]:
    """Lines at today's prices. Raises 422 for an unknown SKU, 409 for more pieces than there are.

    `place` is the pointer to a line's SKU, `{}` standing for its index. `beside` are lines that the order keeps:
    their pieces count too.
    """
    found = [call.shop.catalogue.find(line["sku"]) for line in wanted]
    culprits = [
        Culprit("must be the code of a SKU", pointer=place.format(index))
        for index, sku in enumerate(found)
        if sku is None
    ]
    if culprits:
        raise invalid(*culprits)
    skus = [sku for sku in found if sku is not None]
    lines = tuple(
        Line(sku.sku, sku.name, int(line["qty"]), sku.price_cents) for sku, line in zip(skus, wanted, strict=True)
    )
    for sku in skus:
        qty = sum(line.qty for line in (*beside, *lines) if line.sku == sku.sku)
        if qty > sku.stock:
            raise Problem(OUT_OF_STOCK, f"{qty} of {sku.sku} are wanted and {sku.stock} are there")
    return lines


def require_created(order: Order, now_s: float) -> None:
    state = order.state(now_s)
    if state is not State.CREATED:
        raise Problem(WRONG_STATE, f"order {order.id} is {state}; its lines change only while it is created")


def require_match(order: Order, call: Call) -> None:
    tag = order.tag(call.now_s)
    if not is_permitted(call.request.headers, tag):
        raise Problem(PRECONDITION_FAILED, f"the order's ETag is {tag} now")
