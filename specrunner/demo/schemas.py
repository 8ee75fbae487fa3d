"""The shapes of what goes in and out, as JSON Schema 2020-12: the `components/schemas` of the OpenAPI document."""

from typing import Any

from .catalogue import CURRENCY
from .orders import State
from .users import Door
from .validation import Schema

MAX_LINES = 20
SKU_PATTERN = "^[A-Z0-9][A-Z0-9-]{0,31}$"

TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
PATH: Schema = {"type": "string", "pattern": "^/"}
NOTE: Schema = {"type": ["string", "null"], "maxLength": 200}
SKU_CODE: Schema = {"type": "string", "pattern": SKU_PATTERN}
MONEY: Schema = {"type": "number", "minimum": 0, "multipleOf": 0.01}
STATE: Schema = {"type": "string", "enum": [state.value for state in State]}


def record(*, optional: tuple[str, ...] = (), **properties: Schema) -> dict[str, Any]:
    """An object with these members and no others; all required but the `optional` ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listing(items: Schema, **limits: int | bool) -> dict[str, Any]:
    return {"type": "array", "items": items} | limits


def mapping(values: Schema) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_SHOP: dict[str, Schema] = {
    "Sku": record(
        sku=SKU_CODE,
        name=TEXT,
        price=MONEY,
        currency={"const": CURRENCY},
        stock=COUNT,
        tags=listing(TEXT, uniqueItems=True),
        updated_at=INSTANT,
    ),
    "SkuInput": record(
        optional=("tags",),
        name={"type": "string", "minLength": 1, "maxLength": 100},
        price={"type": "number", "minimum": 0, "maximum": 100000, "multipleOf": 0.01},
        stock={"type": "integer", "minimum": 0, "maximum": 100000},
        tags=listing({"type": "string", "pattern": "^[a-z][a-z0-9-]{0,31}$"}, maxItems=10, uniqueItems=True),
    ),
    "SkuPage": record(items=listing(_ref("Sku")), page={"type": "integer", "minimum": 1}, pages=COUNT, total=COUNT),
    "LineInput": record(sku=SKU_CODE, qty={"type": "integer", "minimum": 1, "maximum": 99}),
    "Line": record(
        line={"type": "integer", "minimum": 1},
        sku=SKU_CODE,
        name=TEXT,
        qty={"type": "integer", "minimum": 1},
        unit_price=MONEY,
        total=MONEY,
    ),
    "Lines": listing(_ref("Line"), minItems=1),
    "OrderInput": record(
        optional=("note",), lines=listing(_ref("LineInput"), minItems=1, maxItems=MAX_LINES), note=NOTE
    ),
    "OrderPatch": record(
        optional=("lines", "note"), lines=listing(_ref("LineInput"), minItems=1, maxItems=MAX_LINES), note=NOTE
    )
    | {"minProperties": 1},
    "Order": record(
        id={"type": "integer", "minimum": 1001},
        reference={"type": "string", "format": "uuid"},
        customer=TEXT,
        state=STATE,
        is_final=BOOLEAN,
        lines=_ref("Lines"),
        total=MONEY,
        currency={"const": CURRENCY},
        note=NOTE,
        created_at=INSTANT,
        updated_at=INSTANT,
        history=listing(record(state=STATE, at=INSTANT), minItems=1),
        links=record(self=PATH, lines=PATH, cancel=PATH),
    ),
    "OrderPage": record(items=listing(_ref("Order")), next_cursor={"type": ["string", "null"]}),
}

_ACCOUNTS: dict[str, Schema] = {
    "Credentials": record(
        username={"type": "string", "minLength": 1, "maxLength": 64},
        password={"type": "string", "minLength": 1, "maxLength": 128},
    ),
    "LoginInput": record(
        optional=("ttl_s",),
        username={"type": "string", "minLength": 1, "maxLength": 64},
        password={"type": "string", "minLength": 1, "maxLength": 128},
        ttl_s={"type": "integer", "minimum": 1, "maximum": 86400},
    ),
    "Token": record(access_token=TEXT, token_type={"const": "Bearer"}, expires_in={"type": "integer", "minimum": 1}),
    "User": record(name=TEXT, role={"type": "string", "enum": ["customer", "admin"]}),
    "Users": record(items=listing(_ref("User"))),
    "Me": record(
        name=TEXT,
        role={"type": "string", "enum": ["customer", "admin"]},
        via={"type": "string", "enum": [door.value for door in Door]},
    ),
}

_SERVICE: dict[str, Schema] = {
    "Problem": record(
        optional=("errors", "violated-policies"),
        type={"type": "string", "format": "uri-reference"},
        title=TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=TEXT,
        instance=PATH,
        errors=listing(
            {
                "oneOf": [
                    record(pointer={"type": "string", "pattern": "^#"}, detail=TEXT),
                    record(parameter=TEXT, detail=TEXT),
                ]
            },
            minItems=1,
        ),
        **{"violated-policies": listing(TEXT)},
    )
    | {"description": "RFC 9457 problem details."},
    "ProblemType": record(type=TEXT, title=TEXT, status=INTEGER, meaning=TEXT),
    "Index": record(name=TEXT, links=mapping(PATH)),
    "Health": record(status={"const": "ok"}, now=INSTANT, uptime_s={"type": "number", "minimum": 0}),
    "CacheStats": record(
        entries=COUNT,
        capacity={"type": "integer", "minimum": 1},
        ttl_s={"type": "number", "minimum": 0},
        hits=COUNT,
        misses=COUNT,
        expired=COUNT,
        evicted=COUNT,
        hit_ratio={"type": "number", "minimum": 0, "maximum": 1},
    ),
    "CacheTtl": record(ttl_s={"type": "number", "minimum": 0, "maximum": 3600}),
    "Quota": record(client=TEXT, limit=COUNT, remaining=COUNT, reset_s={"type": "number", "minimum": 0}),
}
_NAMED: Schema = record(name=TEXT, value=TEXT)

_PLUMBING: dict[str, Schema] = {
    "Part": record(
        name=TEXT,
        filename={"type": ["string", "null"]},
        content_type={"type": ["string", "null"]},
        headers=listing(_NAMED),
        size=COUNT,
        base64={"type": "string", "contentEncoding": "base64"},
        text={"type": ["string", "null"]},
    ),
    "Echo": record(
        method=TEXT,
        path=PATH,
        query_string=TEXT,
        query=mapping(listing(TEXT, minItems=1)),
        http_version={"type": "string", "enum": ["1.0", "1.1", "2", "3"]},
        scheme={"type": "string", "enum": ["http", "https"]},
        headers=listing(_NAMED),
        header=mapping(listing(TEXT, minItems=1)),
        cookies=mapping(TEXT),
        size=COUNT,
        base64={"type": "string", "contentEncoding": "base64"},
        text={"type": ["string", "null"]},
        json={"description": "The parsed body; null when it is not JSON."},
        form={"anyOf": [mapping(listing(TEXT, minItems=1)), {"type": "null"}]},
        parts={"anyOf": [listing(_ref("Part")), {"type": "null"}]},
    ),
    "Slept": record(slept_s={"type": "number", "minimum": 0}),
    "Status": record(status={"type": "integer", "minimum": 200, "maximum": 399}),
    "Attempt": record(key=TEXT, attempt={"type": "integer", "minimum": 1}),
    "Encoded": record(coding=TEXT, text=TEXT),
    "Cookies": record(cookies=mapping(TEXT)),
    "HeadersSent": record(headers=listing(_NAMED)),
    "Items": record(
        items=listing(
            record(
                id=COUNT,
                name=TEXT,
                is_even=BOOLEAN,
                price=NUMBER,
                tags=listing(TEXT),
                parent={"type": ["integer", "null"]},
            )
        ),
        count=COUNT,
    ),
    "Variant": record(tag=TEXT, is_weak=BOOLEAN),
}

SCHEMAS: dict[str, Schema] = _SHOP | _ACCOUNTS | _SERVICE | _PLUMBING
