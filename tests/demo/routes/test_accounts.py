import pytest

from specrunner.demo import Settings

from ..conftest import problem

WRONG = {"username": "ann", "password": "guess"}


@pytest.fixture
def settings():
    return Settings(seed=7, login_failures=2, login_window_s=60, token_ttl_s=100)


async def test_a_token_says_who_one_is(demo):
    response = await demo.post("/login", json={"username": "ann", "password": "ann-likes-tea"})
    token = response.json()
    assert token == {"access_token": token["access_token"], "token_type": "Bearer", "expires_in": 100}
    assert response.headers["cache-control"] == "no-store"
    me = await demo.get("/me", headers={"Authorization": f"bearer {token['access_token']}"})
    assert me.json() == {"name": "ann", "role": "customer", "via": "bearer"}


async def test_a_token_expires_and_can_be_asked_to_do_so_early(demo, clock):
    usual, brief = await demo.log_in("ann"), await demo.log_in("ann", ttl_s=5)
    clock.turn(5)
    statuses = [(await demo.get("/me", headers=fields)).status_code for fields in (usual, brief)]
    assert statuses == [200, 401]
    clock.turn(95)
    assert (await demo.get("/me", headers=usual)).status_code == 401


async def test_a_life_longer_than_the_service_grants_is_cut(demo):
    body = {"username": "ann", "password": "ann-likes-tea", "ttl_s": 86400}
    assert (await demo.post("/login", json=body)).json()["expires_in"] == 100


async def test_without_credentials_the_challenge_names_no_error(demo):
    response = await demo.get("/me")
    assert response.json() == problem(
        401, "Not authenticated", "POST /login and send the token", "/me", type="/problems/unauthorized"
    )
    assert response.headers["www-authenticate"] == 'Bearer realm="specrunner demo"'


@pytest.mark.parametrize("field", ["Bearer nonsense", "Basic YW5uOmFubi1saWtlcy10ZWE=", "Bearer"])
async def test_with_wrong_credentials_the_challenge_says_so(demo, field):
    response = await demo.get("/me", headers={"Authorization": field})
    assert response.json()["detail"] == "the token is unknown or expired: POST /login"
    assert response.headers["www-authenticate"] == 'Bearer realm="specrunner demo", error="invalid_token"'


async def test_after_logout_the_token_is_worthless(demo):
    ann = await demo.log_in("ann")
    assert (await demo.post("/logout", headers=ann)).status_code == 204
    assert (await demo.get("/me", headers=ann)).status_code == 401


@pytest.mark.parametrize("username", ["ann", "eve"])
async def test_a_wrong_password_and_an_unknown_name_look_the_same(demo, username):
    response = await demo.post("/login", json=WRONG | {"username": username})
    assert response.json() == problem(
        401, "Not authenticated", "user name or password is wrong", "/login", type="/problems/unauthorized"
    )


async def test_guessing_is_stopped_for_a_while(demo, clock):
    for _ in range(2):
        assert (await demo.post("/login", json=WRONG)).status_code == 401
    right = {"username": "ann", "password": "ann-likes-tea"}
    response = await demo.post("/login", json=right)
    assert response.json() == problem(
        429,
        "Too many requests",
        "2 failed logins as this user; wait 60 s",
        "/login",
        type="https://iana.org/assignments/http-problem-types#quota-exceeded",
        **{"violated-policies": ["login"]},
    )
    assert response.headers["retry-after"] == "60"
    assert await demo.log_in("bob")
    clock.turn(60)
    assert (await demo.post("/login", json=right)).status_code == 200


async def test_forms_and_json_share_the_count_of_guesses(demo):
    await demo.post("/login", json=WRONG)
    statuses = [(await demo.post("/session", data=WRONG)).status_code for _ in range(2)]
    assert statuses == [401, 429]


async def test_a_form_opens_a_session_by_cookie(demo):
    form = {"username": "bob", "password": "bob-likes-mugs"}
    response = await demo.post("/session", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/me")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("session=")
    assert cookie.endswith("; HttpOnly; Max-Age=100; Path=/; SameSite=strict")
    assert (await demo.get("/me")).json() == {"name": "bob", "role": "customer", "via": "session"}


async def test_an_authorization_field_goes_before_the_cookie(demo):
    await demo.post("/session", data={"username": "bob", "password": "bob-likes-mugs"})
    assert (await demo.get("/me", headers=await demo.log_in("ann"))).json()["name"] == "ann"
    assert (await demo.get("/me", headers={"Authorization": "Bearer x"})).status_code == 401


async def test_a_session_is_no_bearer_token(demo):
    response = await demo.post("/session", data={"username": "bob", "password": "bob-likes-mugs"})
    token = response.cookies["session"]
    demo.client.cookies.clear()
    assert (await demo.get("/me", headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_logout_takes_the_cookie_away(demo):
    await demo.post("/session", data={"username": "bob", "password": "bob-likes-mugs"})
    response = await demo.post("/logout")
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert "session" not in demo.client.cookies


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"username=ann", "1 thing(s) to correct: #/password"),
        (b"username=a&username=b&password=c", "the form has a field twice"),
        (b"\xff", "the body is not an urlencoded form"),
        (b"&".join([b"a=b"] * 2000), "the body is not an urlencoded form"),
    ],
)
async def test_a_bad_form_is_refused_with_the_reason(demo, body, detail):
    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await demo.post("/session", content=body, headers=fields)).json()["detail"] == detail


async def test_only_an_admin_sees_who_there_is(demo):
    ann, root = await demo.log_in("ann"), await demo.log_in("root")
    assert (await demo.get("/users", headers=ann)).status_code == 403
    names = [user["name"] for user in (await demo.get("/users", headers=root)).json()["items"]]
    assert names == ["ann", "bob", "root"]


async def test_one_may_look_at_oneself_and_an_admin_at_all(demo):
    ann, root = await demo.log_in("ann"), await demo.log_in("root")
    assert (await demo.get("/users/ann", headers=ann)).json() == {"name": "ann", "role": "customer"}
    assert (await demo.get("/users/bob", headers=root)).status_code == 200
    assert (await demo.get("/users/eve", headers=root)).status_code == 404
    refused = await demo.get("/users/bob", headers=ann)
    assert refused.json() == problem(
        403,
        "Not allowed",
        "only an admin may look at somebody else",
        "/users/bob",
        type="/problems/forbidden",
    )
    assert (await demo.get("/users/eve", headers=ann)).status_code == 403
