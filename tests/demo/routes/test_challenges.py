import httpx2
import pytest

ANN = ("ann", "ann-likes-tea")


async def test_basic_lets_in_who_knows_the_password(demo):
    assert (await demo.get("/basic", auth=ANN)).json() == {"name": "ann", "role": "customer", "via": "basic"}


@pytest.mark.parametrize(
    "field", [None, "Basic", "Basic !", "Basic /w==", "Basic YW5u", "Basic YW5uOng=", "Bearer x"]
)
async def test_basic_challenges_everybody_else(demo, field):
    response = await demo.get("/basic", headers={"Authorization": field} if field else None)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Basic realm="specrunner demo", charset="UTF-8"'


@pytest.mark.parametrize("query", ["", "?algorithm=MD5", "?algorithm=SHA-256-sess", "?algorithm=MD5&qop=none"])
async def test_digest_lets_in_a_client_that_nobody_here_wrote(demo, query):
    response = await demo.get(f"/digest{query}", auth=httpx2.DigestAuth(*ANN))
    assert response.json() == {"name": "ann", "role": "customer", "via": "digest"}


async def test_digest_offers_the_better_hash_first(demo):
    challenges = (await demo.get("/digest")).headers.get_list("www-authenticate")
    assert [challenge.split("algorithm=")[1].split(",")[0] for challenge in challenges] == ["SHA-256", "MD5"]


async def test_digest_refuses_a_wrong_password(demo):
    response = await demo.get("/digest", auth=httpx2.DigestAuth("ann", "x"))
    assert response.status_code == 401
    assert "stale" not in response.headers["www-authenticate"]
    assert (await demo.get("/digest", auth=httpx2.DigestAuth("eve", "x"))).status_code == 401


async def test_digest_calls_an_old_nonce_stale(demo, clock):
    auth = httpx2.DigestAuth(*ANN)
    await demo.get("/digest", auth=auth)
    clock.turn(60)
    seen = await demo.client.get("/digest", auth=auth)
    assert seen.status_code == 200
    assert "stale=true" in seen.history[0].headers["www-authenticate"]


@pytest.mark.parametrize(
    "request_options",
    [
        {"headers": {"X-Api-Key": "demo-key-ann"}},
        {"params": {"api_key": "demo-key-ann"}},
        {"headers": {"Cookie": "api_key=demo-key-ann"}},
    ],
)
async def test_a_key_is_taken_from_header_query_and_cookie(demo, request_options):
    response = await demo.get("/apikey", **request_options)
    assert response.json() == {"name": "ann", "role": "customer", "via": "api_key"}


async def test_a_wrong_key_is_refused(demo):
    response = await demo.get("/apikey", headers={"X-Api-Key": "x"})
    assert response.json()["detail"] == ("send a key: header X-Api-Key, query parameter api_key or cookie api_key")
