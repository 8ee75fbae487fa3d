"""Which era a server is of, and the handshake."""

import pytest

from specrunner.events import Fault
from specrunner.protocols.mcp.opening import PROBE_WAIT_S, open_session, opening_fault

from .server import INFO, Script, initialize_result, result, talking

DISCOVERED = {
    "resultType": "complete",
    "supportedVersions": ["2026-07-28", "2025-11-25"],
    "capabilities": {"tools": {}},
    "_meta": {"io.modelcontextprotocol/serverInfo": INFO},
    "ttlMs": 0,
    "cacheScope": "public",
}


def error(asked, code, **more):
    return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": code, "message": "no", **more}}


def legacy(asked):
    if asked["method"] == "initialize":
        return [(0, result(asked, initialize_result(asked["params"]["protocolVersion"], tools={})))]
    return [(0, error(asked, -32601))]


async def opened(script, revision="auto", initialize=None, name="http"):
    async with talking(script, name=name) as client:
        client.agreed.revision = ""
        story = await open_session(client, revision, initialize, with_stream=False)
        return client, story


async def test_a_server_without_sessions_is_asked_once(autojump_clock):
    script = Script(lambda asked: [(0, result(asked, DISCOVERED))])
    client, story = await opened(script)
    assert [asked["method"] for asked in script.asked] == ["server/discover"]
    assert (client.agreed.revision, client.agreed.server_info, story.problems) == ("2026-07-28", INFO, [])


@pytest.mark.parametrize("code", [-32601, -32602, -32000])
async def test_an_error_that_any_server_gives_leads_to_the_handshake(autojump_clock, code):
    def answer(asked):
        return legacy(asked) if asked["method"] == "initialize" else [(0, error(asked, code))]

    script = Script(answer)
    client, _ = await opened(script)
    assert [asked["method"] for asked in script.asked] == ["server/discover", "initialize"]
    assert client.agreed.revision == "2025-11-25"
    assert [told["method"] for told in script.told] == ["notifications/initialized"]


async def test_an_error_that_only_a_newer_server_knows_does_not(autojump_clock):
    # D25: HTTP 400 with such a body is no server with sessions.
    script = Script(lambda asked: [(0, error(asked, -32022, data={"supported": ["2027-01-01"]}))])
    _, story = await opened(script)
    assert [asked["method"] for asked in script.asked] == ["server/discover"]
    assert story.problems == ["the server speaks 2027-01-01, and none of them is known here"]


async def test_a_server_that_refuses_at_first_is_asked_again_in_what_it_names(autojump_clock):
    def answer(asked):
        if len(script.asked) == 1:
            return [(0, error(asked, -32022, data={"supported": ["2026-07-28"]}))]
        return [(0, result(asked, DISCOVERED))]

    script = Script(answer)
    client, story = await opened(script)
    assert ([asked["method"] for asked in script.asked], story.problems) == (["server/discover"] * 2, [])
    assert client.agreed.server_info == INFO


async def test_a_newer_server_that_names_an_older_revision_is_greeted_in_it(autojump_clock):
    def answer(asked):
        if asked["method"] == "initialize":
            return legacy(asked)
        return [(0, error(asked, -32022, data={"supported": ["2025-06-18", "2025-03-26"]}))]

    client, _ = await opened(Script(answer))
    assert client.agreed.revision == "2025-06-18"


async def test_silence_on_stdio_counts_as_an_older_server(autojump_clock):
    script = Script(lambda asked: legacy(asked) if asked["method"] == "initialize" else [])
    client, story = await opened(script, name="stdio")
    assert client.agreed.revision == "2025-11-25"
    assert story.last.started_s - story.calls[0].started_s <= PROBE_WAIT_S


async def test_a_date_is_spoken_without_a_probe(autojump_clock):
    script = Script(legacy)
    client, _ = await opened(script, "2025-03-26")
    assert [asked["method"] for asked in script.asked] == ["initialize"]
    assert (client.agreed.revision, script.headers[0]) == ("2025-03-26", ())


async def test_the_server_may_answer_with_another_revision(autojump_clock):
    script = Script(lambda asked: [(0, result(asked, initialize_result("2024-11-05")))])
    client, _ = await opened(script, "2025-11-25")
    assert client.agreed.revision == "2024-11-05"


async def test_a_revision_that_nobody_knows_is_no_agreement(autojump_clock):
    script = Script(lambda asked: [(0, result(asked, initialize_result("2099-01-01")))])
    _, story = await opened(script, "2025-11-25")
    assert story.problems == ["the server wants to speak '2099-01-01', which has no handshake or is not known here"]
    assert script.told == []


async def test_the_handshake_can_be_changed_or_left_out(autojump_clock):
    script = Script(legacy)
    await opened(script, "2025-11-25", {"protocolVersion": "1999-01-01", "clientInfo": None})
    assert script.asked[0]["params"] == {"protocolVersion": "1999-01-01", "capabilities": {}}
    script = Script(legacy)
    client, story = await opened(script, "2025-11-25", False)
    assert (script.asked, story.calls, client.agreed.revision) == ([], [], "2025-11-25")


async def test_nobody_at_all_is_one_fault_and_no_second_try(autojump_clock):
    refused = Fault("refused", "connect", "nothing listens on 127.0.0.1:9")
    script = Script(lambda asked: refused)
    client, story = await opened(script)
    assert (len(script.asked), opening_fault(client, story)) == (1, refused)


async def test_a_probe_that_is_answered_too_late_is_no_stray_answer(autojump_clock):
    asked_before = []

    def answer(asked):
        asked_before.append(asked)
        if asked["method"] != "initialize":
            return []
        late = result(asked_before[0], DISCOVERED)
        return [(0, late), (0, result(asked, initialize_result(asked["params"]["protocolVersion"])))]

    client, _ = await opened(Script(answer), name="stdio")
    assert (client.revision, [each.kind for each in client.heard]) == ("2025-11-25", [])
