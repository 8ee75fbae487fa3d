"""The shop's cache from inside: look, empty, change the time to live."""

from starlette.responses import JSONResponse, Response

from ..endpoint import ADMIN, JSON, Answer, Body, Call, Endpoint, ref


def show_stats(call: Call) -> Response:
    stats = call.shop.cache.stats()
    content = {
        "entries": stats.entries,
        "capacity": stats.capacity,
        "ttl_s": stats.ttl_s,
        "hits": stats.hits,
        "misses": stats.misses,
        "expired": stats.expired,
        "evicted": stats.evicted,
        "hit_ratio": stats.hit_ratio,
    }
    return JSONResponse(content, headers={"Cache-Control": "no-store"})


def clear_cache(call: Call) -> Response:
    call.shop.cache.clear()
    return Response(status_code=204)


def set_ttl(call: Call) -> Response:
    call.shop.cache.ttl_s = call.body["ttl_s"]
    return JSONResponse({"ttl_s": call.shop.cache.ttl_s})


ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/admin/cache/stats",
        show_stats,
        "admin",
        "What the cache holds and how it does",
        {200: Answer("Counters since the start or the last clearing", ref("CacheStats"), headers=("Cache-Control",))},
        access=ADMIN,
    ),
    Endpoint(
        ("DELETE",),
        "/admin/cache",
        clear_cache,
        "admin",
        "Empty it and set its counters to zero",
        {204: Answer("Empty", media=None)},
        access=ADMIN,
    ),
    Endpoint(
        ("PUT",),
        "/admin/cache/ttl",
        set_ttl,
        "admin",
        "Change the time to live, of what is in it too; 0 turns it off",
        {200: Answer("The new TTL", ref("CacheTtl"))},
        body=Body({JSON: ref("CacheTtl")}),
        access=ADMIN,
    ),
)
