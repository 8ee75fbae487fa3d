"""The lines of an order, one by one. They change only while the order is `created`."""

from starlette.responses import JSONResponse, Response

from ..endpoint import JSON, USER, Answer, Body, Call, Endpoint, path, ref
from ..openapi import problem_answer
from ..orders import Order
from ..problems import GONE, NOT_FOUND, OUT_OF_STOCK, WRONG_STATE, Problem
from ..schemas import MAX_LINES
from .ordering import find_order, lines_json, make_lines, require_created

_PRIVATE = {"Cache-Control": "private, no-store"}


def list_lines(call: Call) -> Response:
    return JSONResponse(lines_json(find_order(call)), headers=_PRIVATE)


def add_line(call: Call) -> Response:
    order = find_order(call)
    require_created(order, call.now_s)
    if len(order.lines) >= MAX_LINES:
        raise Problem(WRONG_STATE, f"order {order.id} has {MAX_LINES} lines already")
    added = make_lines([call.body], call, place="#/sku", beside=order.lines)
    edited = call.shop.orders.edit(order, call.now_s, lines=order.lines + added, note=order.note)
    shown = lines_json(edited)[-1]
    return JSONResponse(shown, 201, {"Location": f"/orders/{order.id}/lines/{shown['line']}"})


def read_line(call: Call) -> Response:
    order = find_order(call)
    return JSONResponse(lines_json(order)[_index(order, call)], headers=_PRIVATE)


def delete_line(call: Call) -> Response:
    order = find_order(call)
    index = _index(order, call)
    require_created(order, call.now_s)
    if len(order.lines) == 1:
        raise Problem(WRONG_STATE, f"line 1 is the only one of order {order.id}; cancel the order instead")
    rest = order.lines[:index] + order.lines[index + 1 :]
    call.shop.orders.edit(order, call.now_s, lines=rest, note=order.note)
    return Response(status_code=204)


def _index(order: Order, call: Call) -> int:
    number: int = call.values["line"]
    if not 1 <= number <= len(order.lines):
        raise Problem(NOT_FOUND, f"order {order.id} has no line {number}")
    return number - 1


_ID = path("id", "Number of the order", type="integer", minimum=1)
_LINE = path("line", "Number of the line, from 1; lines after a deleted one move up", type="integer", minimum=1)
_GONE = problem_answer(GONE)

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/orders/{id}/lines",
        list_lines,
        "orders",
        "The lines of an order",
        {200: Answer("The lines", ref("Lines"), headers=("Cache-Control",)), 410: _GONE},
        (_ID,),
        access=USER,
    ),
    Endpoint(
        ("POST",),
        "/orders/{id}/lines",
        add_line,
        "orders",
        "Add a line",
        {
            201: Answer("Added", ref("Line"), headers=("Location",)),
            409: problem_answer(WRONG_STATE, OUT_OF_STOCK),
            410: _GONE,
        },
        (_ID,),
        Body({JSON: ref("LineInput")}),
        USER,
    ),
    Endpoint(
        ("GET",),
        "/orders/{id}/lines/{line}",
        read_line,
        "orders",
        "One line",
        {200: Answer("The line", ref("Line"), headers=("Cache-Control",)), 410: _GONE},
        (_ID, _LINE),
        access=USER,
    ),
    Endpoint(
        ("DELETE",),
        "/orders/{id}/lines/{line}",
        delete_line,
        "orders",
        "Take a line out",
        {204: Answer("Taken out", media=None), 409: problem_answer(WRONG_STATE), 410: _GONE},
        (_ID, _LINE),
        access=USER,
    ),
)
