"""A shop without a socket, whose clock the test turns, and whose answers are held against its OpenAPI document."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from specrunner.demo import Settings, create_app
from specrunner.demo.application import SAFETY_HEADERS
from specrunner.demo.openapi import document
from specrunner.demo.routes import ENDPOINTS

EPOCH_S = 1_800_000_000.25
"""2027-01-15T08:00:00.250Z"""

PASSWORDS = {"ann": "ann-likes-tea", "bob": "bob-likes-mugs", "root": "root-likes-order"}
TWO_CUPS = {"lines": [{"sku": "TEA-1", "qty": 2}, {"sku": "MUG-1", "qty": 1}]}

ANY_ANSWER_MAY_HAVE = {"content-type", "content-length", "accept", *map(str.lower, SAFETY_HEADERS)}
DOCUMENT = document(ENDPOINTS)


class TurnedClock:
    """Time that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now_s = EPOCH_S

    def __call__(self) -> float:
        return self.now_s

    def turn(self, seconds: float) -> None:
        self.now_s += seconds


@dataclass(frozen=True)
class Demo:
    """Sends requests to the app, and fails the test for an answer that the document does not promise."""

    client: httpx2.AsyncClient
    clock: TurnedClock
    settings: Settings

    async def send(self, method: str, url: str, **options: Any) -> httpx2.Response:
        response = await self.client.request(method, url, **options)
        hold_against_document(response)
        return response

    async def get(self, url: str, **options: Any) -> httpx2.Response:
        return await self.send("GET", url, **options)

    async def post(self, url: str, **options: Any) -> httpx2.Response:
        return await self.send("POST", url, **options)

    async def put(self, url: str, **options: Any) -> httpx2.Response:
        return await self.send("PUT", url, **options)

    async def patch(self, url: str, **options: Any) -> httpx2.Response:
        return await self.send("PATCH", url, **options)

    async def delete(self, url: str, **options: Any) -> httpx2.Response:
        return await self.send("DELETE", url, **options)

    async def log_in(self, name: str, **more: Any) -> dict[str, str]:
        """Header fields that say who it is."""
        response = await self.post("/login", json={"username": name, "password": PASSWORDS[name], **more})
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    async def place(self, fields: Mapping[str, str], *skus: str) -> dict[str, Any]:
        body = {"lines": [{"sku": sku, "qty": 1} for sku in skus]} if skus else TWO_CUPS
        response = await self.post("/orders", json=body, headers=fields)
        assert response.status_code == 201, response.text
        return response.json()


def problem(status: int, title: str, detail: str, instance: str, **more: Any) -> dict[str, Any]:
    slug = title.lower().replace(" ", "-")
    return {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
    } | more


def hold_against_document(response: httpx2.Response) -> None:
    request = response.request
    operation = find_operation(request.method, request.url.path)
    if operation is None:
        assert response.status_code in (404, 405), f"{request.method} {request.url.path} is not in the document"
        operation = {"responses": {str(response.status_code): _REFUSAL}}
    promised = operation["responses"]
    answer = promised.get(str(response.status_code)) or promised.get(f"{response.status_code // 100}XX")
    assert answer is not None, f"{request.method} {request.url.path} does not promise {response.status_code}"
    _hold_headers(answer, response)
    _hold_content(answer, response)


def find_operation(method: str, path: str) -> dict[str, Any] | None:
    for template in sorted(DOCUMENT["paths"], key=lambda text: text.count("{")):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            operation: dict[str, Any] | None = DOCUMENT["paths"][template].get(method.lower())
            return operation
    return None


_REFUSAL = {
    "headers": {
        name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", "Cache-Control", "Allow")
    },
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _hold_headers(answer: dict[str, Any], response: httpx2.Response) -> None:
    promised = {name.lower(): DOCUMENT["components"]["headers"][name]["schema"] for name in answer["headers"]}
    if response.headers.get("content-type") == "application/problem+json":
        # Problems are never to be stored; the document says so once, in words.
        promised.setdefault("cache-control", {"const": "no-store"})
    if response.request.url.path == "/http/headers":
        promised |= {name.lower(): {} for name in response.request.url.params}
    for name, value in response.headers.items():
        if name in ANY_ANSWER_MAY_HAVE:
            continue
        assert name in promised, f"{response.request.url.path} does not promise the field {name}"
        typed = int(value) if promised[name].get("type") == "integer" else value
        jsonschema_rs.validate(promised[name], typed)


def _hold_content(answer: dict[str, Any], response: httpx2.Response) -> None:
    if "content" not in answer or response.request.method == "HEAD":
        assert response.content == b"", "an answer without promised content has some"
        return
    media = response.headers.get("content-type", "").partition(";")[0]
    if not response.content and response.status_code in (204, 205, 304):
        return
    assert media in answer["content"], f"{response.request.url.path} does not promise {media}"
    schema = answer["content"][media].get("schema")
    if schema is not None:
        value = response.json() if media.endswith("json") else response.text
        root = {"components": DOCUMENT["components"], "allOf": [schema]}
        jsonschema_rs.Draft202012Validator(root, validate_formats=True).validate(value)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def settings() -> Settings:
    """Override in a module that needs other knobs."""
    return Settings(seed=7, max_body_bytes=20_000, max_skus=14)


@pytest.fixture
async def demo(clock: TurnedClock, settings: Settings) -> AsyncIterator[Demo]:
    app = create_app(clock=clock, settings=settings)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield Demo(client, clock, settings)
