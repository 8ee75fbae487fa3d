"""Signing in, page by page."""

from __future__ import annotations

from .fakes import CODE, ScriptedTransport, Stage, data, moved, page

AS = "http://as.test"
ENDPOINTS = {"authorization": f"{AS}/authorize", "token": f"{AS}/token"}
ACTION = {
    "grant": "authorization_code",
    "endpoints": ENDPOINTS,
    "client": {"id": "a"},
    "redirect_uri": "http://app.test/cb",
    "state": "s",
    "exchange": False,
    "login": {"form": {"user": "ann", "pass": "secret"}},
}
FORM = "<form method=post action=/login><input name=user><input name=pass type=password><button>Go</button></form>"
BACK = moved("http://app.test/cb?code=c&state=s")


async def drive(script, **changes):
    transport = ScriptedTransport(script)
    fields = {name: value for name, value in (ACTION | changes).items() if value is not None}
    seen = await Stage(transport).act(**fields)
    return seen, [f"{each.method} {each.url.partition('?')[0]}" for each in transport.requests]


async def test_the_fields_are_filled_in_wherever_they_stand():
    script = {
        f"GET {AS}/authorize": moved("/start"),
        f"GET {AS}/start": page("<form action=/user method=post><input name=user></form>"),
        f"POST {AS}/user": page("<form action=/pass method=post><input name=pass type=password></form>"),
        f"POST {AS}/pass": BACK,
    }
    seen, asked = await drive(script)
    assert seen["authorization"]["code"] == "c"
    assert asked == [f"GET {AS}/authorize", f"GET {AS}/start", f"POST {AS}/user", f"POST {AS}/pass"]


async def test_the_redirect_uri_is_never_fetched_and_never_taken_for_another():
    script = {
        # The issuer's parameter has the client's address in it: no reason to stop here.
        f"GET {AS}/authorize": moved("/sso?return=http://app.test/cb"),
        f"GET {AS}/sso": moved("http://app.test/cb/other"),
        "GET http://app.test/cb/other": BACK,
    }
    seen, asked = await drive(script)
    assert (seen["authorization"]["outcome"], asked[-1]) == ("code", "GET http://app.test/cb/other")


async def test_a_form_that_asks_again_has_refused_what_it_was_given():
    seen, asked = await drive({f"GET {AS}/authorize": page(FORM), f"POST {AS}/login": page(FORM, 200)})
    assert (seen["error"], len(asked)) == ("ended_at_page", 2)
    assert seen["error_description"] == (
        "the sign-in ended at a page of status 200, which asks for pass, user: http://as.test/login"
    )


async def test_a_form_that_asks_for_a_password_is_not_sent_without_one():
    seen, asked = await drive({f"GET {AS}/authorize": page(FORM)}, login={"form": {"other": "x"}})
    assert (seen["error"], len(asked)) == ("ended_at_page", 1)


async def test_without_a_login_no_form_is_sent():
    seen, asked = await drive(
        {f"GET {AS}/authorize": page("<form method=post><button>Yes</button></form>")}, login=None
    )
    assert (seen["authorization"]["page"]["status"], len(asked)) == (200, 1)


async def test_a_consent_is_given_unless_it_must_not_be():
    script = {
        f"GET {AS}/authorize": page("<form method=post action=/yes><button name=d value=yes>Yes</button></form>"),
        f"POST {AS}/yes": BACK,
    }
    assert (await drive(script))[0]["authorization"]["outcome"] == "code"
    assert (await drive(script, login={"consent": False}))[0]["error"] == "ended_at_page"


async def test_a_form_that_posts_itself_is_a_response():
    html = (
        "<form method=post action=http://app.test/cb>"
        "<input type=hidden name=code value=c><input type=hidden name=state value=s></form>"
    )
    seen, _ = await drive({f"GET {AS}/authorize": page(html)})
    assert (seen["authorization"]["mode"], seen["authorization"]["code"]) == ("form_post", "c")


async def test_round_and_round_comes_to_an_end():
    seen, asked = await drive({f"GET {AS}/authorize": moved("/authorize")})
    assert (seen["error"], len(asked)) == ("ended_at_page", 21)


async def test_a_redirect_to_an_app_is_not_followed():
    seen, _ = await drive({f"GET {AS}/authorize": moved("com.example.app:/cb?code=c")})
    assert seen["authorization"]["page"]["location"] == "com.example.app:/cb?code=c"


async def test_an_app_may_have_an_address_of_its_own_kind():
    script = {f"GET {AS}/authorize": moved("com.example.app:/cb?code=c&state=s")}
    seen, _ = await drive(script, redirect_uri="com.example.app:/cb")
    assert seen["authorization"]["code"] == "c"


async def test_the_implicit_way_brings_the_token_in_the_fragment():
    script = {
        f"GET {AS}/authorize": moved("http://app.test/cb#access_token=t&token_type=bearer&expires_in=60&state=s")
    }
    seen, _ = await drive(script, response_type="token")
    assert seen["token"] == {"access_token": "t", "token_type": "bearer", "expires_in": 60}


async def test_a_free_port_is_held_while_the_user_signs_in():
    stage = Stage()
    seen = await stage.act(**CODE)
    assert seen["authorization"]["redirect_uri"].startswith("http://127.0.0.1:")


async def test_an_error_page_of_data_is_a_page_too():
    seen, _ = await drive({f"GET {AS}/authorize": data({"error": "invalid_client"}, 400)})
    assert (seen["error"], seen["status"]) == ("ended_at_page", 400)
    assert seen["authorization"]["page"]["text"] == '{"error":"invalid_client"}'
