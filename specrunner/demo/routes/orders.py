"""Orders over HTTP. Somebody else's order is 404, as if it were not there; an admin sees and changes them all."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.responses import JSONResponse, Response

from ..conditional import is_unchanged
from ..endpoint import JSON, USER, Answer, Body, Call, Endpoint, header, path, query, ref
from ..openapi import problem_answer
from ..orders import Order, Remembered, State
from ..problems import (
    GONE,
    INVALID,
    KEY_REUSED,
    OUT_OF_STOCK,
    PRECONDITION_FAILED,
    PRECONDITION_REQUIRED,
    WRONG_STATE,
    Culprit,
    Problem,
    invalid,
)
from ..schemas import STATE
from .ordering import find_order, headers_of, make_lines, order_json, require_created, require_match

MERGE_PATCH = "application/merge-patch+json"


def create_order(call: Call) -> Response:
    key = call.values.get("Idempotency-Key")
    if key is None:
        return _created(_place(call), call)
    # One customer's keys are no business of another's.
    name = f"{call.caller.user.name} {key}"
    fingerprint = hashlib.sha256(orjson.dumps(call.body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    earlier = call.shop.orders.recall(name)
    if earlier is None:
        order = _place(call)
        call.shop.orders.remember(name, Remembered(fingerprint, order.id))
        return _created(order, call)
    if earlier.fingerprint != fingerprint:
        raise Problem(KEY_REUSED, "this Idempotency-Key came with another body before; use a new key")
    first = call.shop.orders.find(earlier.order_id)
    if first is None:
        raise Problem(GONE, f"this key made order {earlier.order_id}, which is gone; use a new key")
    return _created(first, call, {"Idempotency-Replayed": "true"})


def list_orders(call: Call) -> Response:
    user, wanted, count = call.caller.user, call.values, call.values["limit"]

    def keep(order: Order) -> bool:
        if not user.is_admin and order.customer != user.name:
            return False
        if wanted.get("customer", order.customer) != order.customer:
            return False
        return "state" not in wanted or order.state(call.now_s) == wanted["state"]

    found = call.shop.orders.select(keep, _position(wanted.get("cursor")), count + 1)
    items = found[:count]
    cursor = _cursor(items[-1].id) if len(found) > count else None
    headers = {"Cache-Control": "private, no-store"}
    if cursor is not None:
        filters = {name: wanted[name] for name in ("state", "customer") if name in wanted}
        target = urlencode(filters | {"limit": count, "cursor": cursor})
        headers["Link"] = f'</orders?{target}>; rel="next"'
    content = {"items": [order_json(order, call.now_s) for order in items], "next_cursor": cursor}
    return JSONResponse(content, headers=headers)


def read_order(call: Call) -> Response:
    order = find_order(call)
    if is_unchanged(call.request.headers, order.tag(call.now_s)):
        return Response(status_code=304, headers=headers_of(order, call.now_s))
    return _shown(order, call)


def patch_order(call: Call) -> Response:
    """RFC 7396: a member that is given replaces, `null` removes."""
    order = find_order(call)
    if "if-match" not in call.request.headers:
        raise Problem(PRECONDITION_REQUIRED, "send If-Match with the ETag of the order as you know it")
    require_match(order, call)
    changes: Mapping[str, Any] = call.body
    lines = order.lines
    if "lines" in changes:
        require_created(order, call.now_s)
        lines = make_lines(changes["lines"], call)
    note = changes.get("note", order.note)
    return _shown(call.shop.orders.edit(order, call.now_s, lines=lines, note=note), call)


def cancel_order(call: Call) -> Response:
    """Cancelling twice is fine; cancelling what has been shipped or has failed is not."""
    order = find_order(call)
    state = order.state(call.now_s)
    if state is not State.CANCELLED:
        if state.is_final:
            raise Problem(WRONG_STATE, f"order {order.id} is {state} and cannot be cancelled")
        order = call.shop.orders.cancel(order, call.now_s)
    return _shown(order, call)


def delete_order(call: Call) -> Response:
    order = find_order(call)
    require_match(order, call)
    call.shop.orders.delete(order)
    return Response(status_code=204)


def _place(call: Call) -> Order:
    shop = call.shop
    lines = make_lines(call.body["lines"], call)
    order = Order(
        id=shop.ids.order_number(),
        reference=shop.ids.reference(),
        customer=call.caller.user.name,
        lines=lines,
        note=call.body.get("note"),
        created_at_s=call.now_s,
        schedule=shop.schedule,
    )
    shop.orders.add(order)
    return order


def _created(order: Order, call: Call, more: Mapping[str, str] | None = None) -> Response:
    headers = headers_of(order, call.now_s) | {"Location": f"/orders/{order.id}"} | dict(more or {})
    return JSONResponse(order_json(order, call.now_s), 201, headers)


def _shown(order: Order, call: Call) -> Response:
    return JSONResponse(order_json(order, call.now_s), headers=headers_of(order, call.now_s))


def _cursor(order_id: int) -> str:
    """Opaque to clients, so that what it is made of can change."""
    return base64.urlsafe_b64encode(f"after:{order_id}".encode()).decode().rstrip("=")


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    word, _, number = text.partition(":")
    if word != "after" or not (number.isascii() and number.isdigit()) or len(number) > 15:
        raise invalid(Culprit("must be a `next_cursor` of this list", parameter="cursor"))
    return int(number)


_ID = path("id", "Number of the order", type="integer", minimum=1)
_IF_MATCH = header("If-Match", "ETag of the order as you know it")
_TAGGED = ("ETag", "Cache-Control")
_GONE = problem_answer(GONE)
_SHOWN = Answer("The order", ref("Order"), headers=_TAGGED)

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/orders",
        list_orders,
        "orders",
        "Your orders, oldest first; an admin's list has everybody's",
        {200: Answer("Some of them", ref("OrderPage"), headers=("Link", "Cache-Control"))},
        (
            query("limit", "How many at most", type="integer", minimum=1, maximum=100, default=20),
            query("cursor", "`next_cursor` of the list before", pattern="^[A-Za-z0-9_-]{1,64}$"),
            query("state", "Only orders in this state now", **STATE),
            query("customer", "Only orders of this customer", maxLength=64),
        ),
        access=USER,
    ),
    Endpoint(
        ("POST",),
        "/orders",
        create_order,
        "orders",
        "Order something",
        {
            201: Answer("Made", ref("Order"), headers=("Location", *_TAGGED, "Idempotency-Replayed")),
            409: problem_answer(OUT_OF_STOCK),
            410: _GONE,
            422: problem_answer(INVALID, KEY_REUSED),
        },
        (header("Idempotency-Key", "The same key and body make one order only", pattern="^[!-~]{1,128}$"),),
        Body({JSON: ref("OrderInput")}),
        USER,
        "With FAIL-1 among the lines the order ends as `failed`; with HOLD-1 it stays `created`.",
    ),
    Endpoint(
        ("GET",),
        "/orders/{id}",
        read_order,
        "orders",
        "One order",
        {200: _SHOWN, 304: Answer("It is as you have it", media=None, headers=_TAGGED), 410: _GONE},
        (_ID, header("If-None-Match", "Entity tags, or `*`")),
        access=USER,
    ),
    Endpoint(
        ("PATCH",),
        "/orders/{id}",
        patch_order,
        "orders",
        "Change the note, or the lines while it is created",
        {
            200: _SHOWN,
            409: problem_answer(WRONG_STATE, OUT_OF_STOCK),
            410: _GONE,
            412: problem_answer(PRECONDITION_FAILED),
            428: problem_answer(PRECONDITION_REQUIRED),
        },
        (_ID, _IF_MATCH),
        Body({JSON: ref("OrderPatch"), MERGE_PATCH: ref("OrderPatch")}),
        USER,
    ),
    Endpoint(
        ("DELETE",),
        "/orders/{id}",
        delete_order,
        "orders",
        "Delete it, in whatever state",
        {
            204: Answer("Deleted; asking again gives 410", media=None),
            410: _GONE,
            412: problem_answer(PRECONDITION_FAILED),
        },
        (_ID, _IF_MATCH),
        access=USER,
    ),
    Endpoint(
        ("POST",),
        "/orders/{id}/cancel",
        cancel_order,
        "orders",
        "Cancel it, unless it has been shipped or has failed",
        {200: _SHOWN, 409: problem_answer(WRONG_STATE), 410: _GONE},
        (_ID,),
        access=USER,
    ),
)
