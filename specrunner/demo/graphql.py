"""The shop's catalogue as GraphQL: a schema, and what its fields give."""

import base64
from collections.abc import AsyncIterator, Mapping
from typing import Any

import anyio
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    subscribe,
    validate,
)

from .shop import Shop

SDL = """
"A file, sent by a GraphQL multipart request."
scalar Upload

type Sku { sku: ID!  name: String!  price: Float!  stock: Int!  tags: [String!]! }
type Photo { sku: ID!  filename: String!  mediaType: String!  size: Int! }
type Tick { number: Int!  isLast: Boolean! }
enum Order { NAME PRICE }

type Query {
  sku(sku: ID!): Sku
  skus(tag: String, first: Int = 3, order: Order = NAME): [Sku!]!
  "Fails always; the rest of the answer is there."
  broken: String
}
type Mutation {
  rate(sku: ID!, stars: Int!): Int!
  addPhoto(sku: ID!, photo: Upload!): Photo!
}
type Subscription {
  "Numbers from 1, `gap` seconds apart."
  count(to: Int = 3, gap: Float = 0): Tick!
}
"""
MAX_COUNT = 1000
MAX_GAP_S = 5.0
SCHEMA: GraphQLSchema = build_schema(SDL)


class Catalogued:
    """The fields of the three root types. graphql-core calls a method of the root value for each."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def sku(self, info: Any, sku: str) -> Mapping[str, Any] | None:
        found = self._shop.catalogue.find(sku)
        return None if found is None else _shown(found)

    def skus(self, info: Any, first: int, order: str, tag: str | None = None) -> list[Mapping[str, Any]]:
        found = self._shop.catalogue.search(None, tag)
        ordered = sorted(found, key=lambda each: each.price_cents if order == "PRICE" else each.name)
        return [_shown(each) for each in ordered[:first]]

    def broken(self, info: Any) -> str:
        raise GraphQLError("the shelf is broken", extensions={"code": "BROKEN"})

    def rate(self, info: Any, sku: str, stars: int) -> int:
        if not 1 <= stars <= 5:
            raise GraphQLError("stars go from 1 to 5", extensions={"code": "BAD_USER_INPUT", "field": "stars"})
        return stars

    def addPhoto(self, info: Any, sku: str, photo: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "sku": sku,
            "filename": photo["filename"],
            "mediaType": photo["content_type"],
            "size": len(base64.b64decode(photo["base64"])),
        }

    async def count(self, info: Any, to: int, gap: float) -> AsyncIterator[Mapping[str, Any]]:
        last = min(to, MAX_COUNT)
        for number in range(1, last + 1):
            if number > 1:
                await anyio.sleep(min(gap, MAX_GAP_S))
            yield {"count": {"number": number, "isLast": number == last}}


def _shown(sku: Any) -> Mapping[str, Any]:
    return {
        "sku": sku.sku,
        "name": sku.name,
        "price": sku.price_cents / 100,
        "stock": sku.stock,
        "tags": list(sku.tags),
    }


class Refused(Exception):
    """The request cannot be executed; `errors` as GraphQL has them. `is_method`: a mutation by GET."""

    def __init__(self, *errors: Mapping[str, Any], is_method: bool = False) -> None:
        super().__init__("refused")
        self.errors = list(errors)
        self.is_method = is_method


def run(shop: Shop, asked: Any, *, may_change: bool = True) -> dict[str, Any]:
    """The answer to one operation. Raises Refused where it cannot even begin."""
    document, variables, name = _read(asked)
    operation = get_operation_ast(document, name)
    if operation is None:
        raise Refused({"message": "there is no such operation, or several to choose from"})
    if operation.operation.value == "subscription":
        raise Refused({"message": "subscribe over the WebSocket, or by text/event-stream"})
    if operation.operation.value == "mutation" and not may_change:
        raise Refused({"message": "a mutation cannot go by GET"}, is_method=True)
    result: Any = execute(SCHEMA, document, Catalogued(shop), None, variables, name)
    if result.data is None and result.errors and all(each.path is None for each in result.errors):
        raise Refused(*(each.formatted for each in result.errors))
    answer: dict[str, Any] = result.formatted
    return answer


async def stream(shop: Shop, asked: Any) -> AsyncIterator[dict[str, Any]]:
    """The answers to a subscription. Raises Refused."""
    document, variables, name = _read(asked)
    found: Any = subscribe(SCHEMA, document, Catalogued(shop), None, variables, name)
    results = await found if hasattr(found, "__await__") else found
    if not hasattr(results, "__aiter__"):
        raise Refused(*(each.formatted for each in results.errors or ()))
    async for result in results:
        yield result.formatted


def _read(asked: Any) -> tuple[Any, dict[str, Any], str | None]:
    """Document, variables and name of the operation. Raises Refused."""
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        raise Refused({"message": "send a map with `query`"})
    try:
        document = parse(asked["query"])
    except GraphQLError as error:
        raise Refused(error.formatted) from error
    if errors := validate(SCHEMA, document):
        raise Refused(*(each.formatted for each in errors))
    return document, asked.get("variables") or {}, asked.get("operationName")
