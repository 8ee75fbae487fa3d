"""Finding the authorization server of an MCP server, as a client without a token does: 401, metadata, metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...events import Exchange, Fault, Message
from ...plugin import StepContext
from ...requests import RequestOptions, join_url, split_url
from ...transport import HttpSession, HttpTransport
from ...values import JsonError, dump_json, parse_json
from ...wire.mcp import (
    LATEST_SESSION,
    bearer_challenge,
    resource_metadata_problems,
    resource_metadata_urls,
    server_metadata_problems,
)
from ...wire.oauth import metadata_problems, metadata_urls
from .call import HttpFacts
from .exchange import PROTOCOL
from .link import Extras
from .model import McpAction
from .wire import JSON_AND_EVENTS, Wire

_JSON = ("Accept", "application/json")


class _Search:
    """One search: what was asked and found, and what is wrong."""

    def __init__(self, action: McpAction, ctx: StepContext) -> None:
        transport = ctx.resource(HttpTransport)
        session = ctx.session.get(HttpSession, transport.new_session)
        assert action.url is not None
        self.url = join_url(action.base_url, action.url, action.params)
        self.door = Wire(transport, session, ctx.files, action)
        # What is meant for the server is none of the business of those who describe it.
        plain = RequestOptions.model_construct(
            action.model_fields_set & {"tls", "proxy", "allow_hosts", "http2"},
            tls=action.tls,
            proxy=action.proxy,
            allow_hosts=action.allow_hosts,
            http2=action.http2,
        )
        self.others = Wire(transport, session, ctx.files, plain)
        self.sent: list[Message] = []
        self.received: list[Message] = []
        self.tried: list[dict[str, object]] = []
        self.problems: list[str] = []
        self.found: dict[str, object] = {}

    async def knock(self) -> tuple[HttpFacts, Fault | None]:
        """Asks as a client does that has no token yet."""
        params = {
            "protocolVersion": LATEST_SESSION,
            "capabilities": {},
            "clientInfo": {"name": "specrunner", "version": "1"},
        }
        body = dump_json({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
        facts = HttpFacts()
        async with self.door.ask("POST", self.url, body, JSON_AND_EVENTS, Extras(), facts) as stream:
            if isinstance(stream, Fault):
                return facts, stream
            content = b"" if facts.status < 300 else await stream.rest()
            self._note(facts, content)
        return facts, None

    async def read(self, urls: Sequence[str]) -> Mapping[str, object] | None:
        """The first document that is there, and is a JSON map."""
        for url in urls:
            facts = HttpFacts()
            async with self.others.ask("GET", url, None, _JSON, Extras(), facts) as stream:
                if isinstance(stream, Fault):
                    self.tried.append({"url": url, "fault": stream.message})
                    continue
                content = await stream.rest()
            self.tried.append({"url": url, "status": facts.status})
            self._note(facts, content)
            if facts.status == 200 and (document := self._document(url, content)) is not None:
                return document
        return None

    def _document(self, url: str, content: bytes) -> Mapping[str, object] | None:
        try:
            value = parse_json(content).value
        except JsonError as error:
            self.problems.append(f"what {url} holds is not JSON: {error.message}")
            return None
        return value if isinstance(value, Mapping) else None

    def _note(self, facts: HttpFacts, content: bytes) -> None:
        if facts.message is not None:
            self.sent.append(facts.message)
        self.received.append(Message(f"HTTP {facts.status}", facts.headers, content, {"status": facts.status}))


async def find_authorization(action: McpAction, ctx: StepContext) -> Exchange:
    """The exchange of the search."""
    started_s = ctx.clock.monotonic_s()
    search = _Search(action, ctx)
    facts, fault = await search.knock()
    if fault is None:
        await _follow(search, facts)
    http: dict[str, object] = {"status": facts.status, "events": 0, "headers": [list(p) for p in facts.headers.pairs]}
    members: dict[str, object] = {
        "http": http,
        "transport": "http",
        "authorization": {**search.found, "tried": search.tried},
        "schema_errors": [],
        "violations": search.problems,
    }
    return Exchange(
        PROTOCOL,
        tuple(search.sent),
        tuple(search.received),
        started_s,
        {"total": ctx.clock.monotonic_s() - started_s},
        fault,
        {"mcp": members},
    )


async def _follow(search: _Search, facts: HttpFacts) -> None:
    challenge = bearer_challenge(facts.headers.all("www-authenticate"))
    if facts.status != 401:
        search.problems.append(f"a request without a token is answered by HTTP {facts.status}, not 401")
    elif challenge is None:
        search.problems.append("the 401 has no `WWW-Authenticate: Bearer` (RFC 6750 section 3)")
    resource = await search.read(resource_metadata_urls(search.url, challenge))
    # Before 2025-06-18 the server's own host was the authorization server.
    issuer = split_url(search.url)[0]
    if resource is None:
        search.problems.append("there is no metadata of the resource (RFC 9728)")
    else:
        search.found["resource"] = dict(resource)
        search.problems.extend(resource_metadata_problems(resource, search.url))
        servers = resource.get("authorization_servers")
        if isinstance(servers, list) and servers and isinstance(servers[0], str):
            issuer = servers[0]
    server = await search.read(metadata_urls(issuer))
    if server is None:
        search.problems.append(f"there is no metadata of the authorization server {issuer} (RFC 8414)")
        return
    search.found.update({"issuer": issuer, "server": dict(server)})
    search.problems.extend(problem.message for problem in metadata_problems(server, issuer))
    search.problems.extend(server_metadata_problems(server))
