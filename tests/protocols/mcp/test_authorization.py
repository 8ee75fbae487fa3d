"""The way from a 401 to an authorization server, against hosts that answer as a table says."""

import json

import pytest

from specrunner.protocols.mcp import MCP, McpAction
from specrunner.transport import FakeAnswer, FakeTransport
from tests.requests.fakes import FakeFiles, context

from .server import read

URL = "http://tools.test/mcp"
WELL_KNOWN = "http://tools.test/.well-known/oauth-protected-resource"
RESOURCE = {"resource": URL, "authorization_servers": ["http://login.test/tenant"]}
SERVER = {
    "issuer": "http://login.test/tenant",
    "authorization_endpoint": "http://login.test/authorize",
    "token_endpoint": "http://login.test/token",
    "response_types_supported": ["code"],
    "code_challenge_methods_supported": ["S256"],
}
JSON = (("Content-Type", "application/json"),)


def refused(**parameters: str) -> FakeAnswer:
    text = ", ".join(f'{name}="{value}"' for name, value in parameters.items())
    return FakeAnswer(401, headers=(("WWW-Authenticate", f"Bearer {text}"),))


async def search(answers, **fields):
    def target(message):
        found = answers.get(message.attributes["url"], FakeAnswer(404))
        return FakeAnswer(200, json.dumps(found).encode(), JSON) if isinstance(found, dict) else found

    transport = FakeTransport(target)
    action = McpAction.model_validate({"url": URL, "find_authorization": True, **fields})
    return await MCP.runner.run(action, context(transport, FakeFiles())), transport


async def test_the_challenge_leads_to_the_resource_and_that_to_the_server():
    answers = {
        URL: refused(resource_metadata="http://tools.test/meta", scope="tools"),
        "http://tools.test/meta": RESOURCE,
        "http://login.test/.well-known/oauth-authorization-server/tenant": SERVER,
    }
    exchange, transport = await search(answers, headers={"X-Secret": "s"})
    found = read(exchange, "authorization")
    assert (found["issuer"], found["server"], found["resource"]) == (SERVER["issuer"], SERVER, RESOURCE)
    assert read(exchange, "challenge") == {"resource_metadata": "http://tools.test/meta", "scope": "tools"}
    assert read(exchange, "violations") == []
    # What is meant for the server goes nowhere else.
    assert [any(name == "X-Secret" for name, _ in request.headers) for request in transport.requests] == [
        True,
        False,
        False,
    ]


async def test_every_well_known_place_is_tried_in_order():
    appended = "http://login.test/tenant/.well-known/openid-configuration"
    exchange, _ = await search({URL: refused(scope="tools"), WELL_KNOWN: RESOURCE, appended: SERVER})
    assert [(each["url"], each["status"]) for each in read(exchange, "authorization")["tried"]] == [
        (f"{WELL_KNOWN}/mcp", 404),
        (WELL_KNOWN, 200),
        ("http://login.test/.well-known/oauth-authorization-server/tenant", 404),
        ("http://login.test/.well-known/openid-configuration/tenant", 404),
        (appended, 200),
    ]
    assert read(exchange, "violations") == []


async def test_a_server_without_any_of_it_is_told_what_it_lacks():
    exchange, _ = await search({URL: FakeAnswer(403)})
    assert read(exchange, "violations") == [
        "a request without a token is answered by HTTP 403, not 401",
        "there is no metadata of the resource (RFC 9728)",
        "there is no metadata of the authorization server http://tools.test (RFC 8414)",
    ]


async def test_a_server_of_2025_03_26_is_its_own_authorization_server():
    own = {**SERVER, "issuer": "http://tools.test"}
    place = "http://tools.test/.well-known/oauth-authorization-server"
    exchange, _ = await search({URL: FakeAnswer(401), place: own})
    assert read(exchange, "authorization")["issuer"] == "http://tools.test"
    assert read(exchange, "violations") == [
        "the 401 has no `WWW-Authenticate: Bearer` (RFC 6750 section 3)",
        "there is no metadata of the resource (RFC 9728)",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"issuer": "http://evil.test"},
            "the metadata is of the issuer 'http://evil.test', asked for was 'http://login.test/tenant'",
        ),
        (
            {"code_challenge_methods_supported": None},
            "the authorization server does not say that it knows PKCE with S256 (MCP, basic/authorization)",
        ),
    ],
)
async def test_what_is_wrong_with_the_server_is_said(changes, problem):
    answers = {
        URL: refused(resource_metadata="http://tools.test/meta"),
        "http://tools.test/meta": RESOURCE,
        "http://login.test/.well-known/oauth-authorization-server/tenant": {**SERVER, **changes},
    }
    exchange, _ = await search(answers)
    assert read(exchange, "violations") == [problem]
