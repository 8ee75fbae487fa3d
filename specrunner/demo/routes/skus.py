"""The catalogue over HTTP: pages, validators, the shop's cache, and changes by an admin."""

from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from ..catalogue import CURRENCY, ShelfFullError, Sku
from ..conditional import http_date, is_permitted, is_unchanged, iso_date
from ..endpoint import ADMIN, JSON, Answer, Body, Call, Endpoint, header, path, query, ref
from ..openapi import problem_answer
from ..problems import FULL, NOT_FOUND, PRECONDITION_FAILED, Problem
from ..schemas import SKU_PATTERN
from ..validation import Schema


def sku_json(sku: Sku) -> dict[str, object]:
    return {
        "sku": sku.sku,
        "name": sku.name,
        "price": sku.price_cents / 100,
        "currency": CURRENCY,
        "stock": sku.stock,
        "tags": list(sku.tags),
        "updated_at": iso_date(sku.changed_at_s),
    }


def list_skus(call: Call) -> Response:
    found = call.shop.catalogue.search(call.values.get("q"), call.values.get("tag"))
    page, per_page = call.values["page"], call.values["per_page"]
    pages = -(-len(found) // per_page)
    items = found[(page - 1) * per_page : page * per_page]
    content = {"items": [sku_json(sku) for sku in items], "page": page, "pages": pages, "total": len(found)}
    neighbours = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    filters = {name: call.values[name] for name in ("q", "tag") if name in call.values}
    links = [
        f'</skus?{urlencode(filters | {"page": number, "per_page": per_page})}>; rel="{rel}"'
        for rel, number in neighbours.items()
        if 1 <= number <= pages
    ]
    return JSONResponse(content, headers={"Link": ", ".join(links)} if links else None)


def read_sku(call: Call) -> Response:
    """Through the cache. An unknown SKU is not cached."""
    code, cache = call.values["sku"], call.shop.cache
    cached = cache.look_up(code, call.now_s)
    if cached is None:
        sku = _find(call)
        cache.store(code, sku, call.now_s)
        age_s, verdict = 0, "miss"
    else:
        sku = cached.value
        age_s, verdict = int(call.now_s - cached.stored_at_s), "hit"
    headers = {
        "ETag": str(sku.tag),
        "Last-Modified": http_date(sku.changed_at_s),
        "Cache-Control": f"public, max-age={int(cache.ttl_s)}",
        "X-Cache": verdict,
        "Age": str(age_s),
    }
    if is_unchanged(call.request.headers, sku.tag, sku.changed_at_s):
        return Response(status_code=304, headers=headers)
    return JSONResponse(sku_json(sku), headers=headers)


def put_sku(call: Call) -> Response:
    code = call.values["sku"]
    current = call.shop.catalogue.find(code)
    _require(is_permitted(call.request.headers, current.tag if current else None))
    wanted = Sku(
        sku=code,
        name=call.body["name"],
        price_cents=round(call.body["price"] * 100),
        stock=int(call.body["stock"]),
        tags=tuple(call.body.get("tags", ())),
    )
    try:
        stored = call.shop.catalogue.put(wanted, call.now_s)
    except ShelfFullError as error:
        raise Problem(FULL, f"there are {call.shop.settings.max_skus} SKUs already") from error
    call.shop.cache.drop(code)
    headers = {"ETag": str(stored.tag), "Last-Modified": http_date(stored.changed_at_s)}
    if current is None:
        return JSONResponse(sku_json(stored), 201, headers | {"Location": f"/skus/{code}"})
    return JSONResponse(sku_json(stored), headers=headers)


def delete_sku(call: Call) -> Response:
    _require(is_permitted(call.request.headers, _find(call).tag))
    call.shop.catalogue.remove(call.values["sku"])
    call.shop.cache.drop(call.values["sku"])
    return Response(status_code=204)


def _find(call: Call) -> Sku:
    sku = call.shop.catalogue.find(call.values["sku"])
    if sku is None:
        raise Problem(NOT_FOUND, f"there is no SKU {call.values['sku']}")
    return sku


def _require(is_met: bool) -> None:
    if not is_met:
        raise Problem(PRECONDITION_FAILED, "the SKU is not as the precondition says; GET it for its ETag")


_PAGE: Schema = {"minimum": 1, "maximum": 10000, "default": 1, "type": "integer"}
_PER_PAGE: Schema = {"minimum": 1, "maximum": 100, "default": 5, "type": "integer"}
_CODE = path("sku", "Code of the SKU", pattern=SKU_PATTERN)
_IF_MATCH = header("If-Match", "Go on only if this is still the ETag")
_IF_NONE_MATCH = header("If-None-Match", "Entity tags, or `*`")
_VALIDATORS = ("ETag", "Last-Modified")
_CACHED = (*_VALIDATORS, "Cache-Control", "X-Cache", "Age")

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/skus",
        list_skus,
        "skus",
        "A page of the catalogue, by code",
        {200: Answer("The page; beyond the last one it is empty", ref("SkuPage"), headers=("Link",))},
        (
            query("page", "Number of the page", **_PAGE),
            query("per_page", "SKUs on a page", **_PER_PAGE),
            query("q", "Part of the name, in any case", maxLength=50),
            query("tag", "A tag that the SKU must have", maxLength=50),
        ),
    ),
    Endpoint(
        ("GET",),
        "/skus/{sku}",
        read_sku,
        "skus",
        "One SKU, through the shop's cache",
        {
            200: Answer("The SKU", ref("Sku"), headers=_CACHED),
            304: Answer("It is as you have it", media=None, headers=_CACHED),
        },
        (_CODE, _IF_NONE_MATCH, header("If-Modified-Since", "An HTTP date")),
    ),
    Endpoint(
        ("PUT",),
        "/skus/{sku}",
        put_sku,
        "skus",
        "Create a SKU or replace it",
        {
            200: Answer("Replaced, or the same as before", ref("Sku"), headers=_VALIDATORS),
            201: Answer("Created", ref("Sku"), headers=(*_VALIDATORS, "Location")),
            412: problem_answer(PRECONDITION_FAILED),
            507: problem_answer(FULL),
        },
        (_CODE, _IF_MATCH, _IF_NONE_MATCH),
        Body({JSON: ref("SkuInput")}),
        ADMIN,
    ),
    Endpoint(
        ("DELETE",),
        "/skus/{sku}",
        delete_sku,
        "skus",
        "Take a SKU off the shelf; orders keep their lines",
        {204: Answer("Gone", media=None), 412: problem_answer(PRECONDITION_FAILED)},
        (_CODE, _IF_MATCH),
        access=ADMIN,
    ),
)
