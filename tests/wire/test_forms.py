"""The forms of a page."""

from specrunner.wire import Form, FormField, read_page

URL = "https://as.example/login/1?x=1"
LOGIN = """
<!doctype html><title> Sign
in</title><style>p { color: red }</style>
<h1>Welcome</h1><script>var form = "<form action=/evil>";</script>
<form action="../submit?a=1&amp;b=2" method="POST" id="login">
  <input type="hidden" name="csrf" value="t&quot;k">
  <label>Name <input name=username></label>
  <input type=password name=password>
  <input type=checkbox name=remember checked> <input type=checkbox name=terms value=yes>
  <select name=realm><option value=a>A<option value=b selected>B</select>
  <textarea name=note>hi &amp; bye</textarea>
  <input name=old disabled>
  <button name=action value=cancel>Cancel</button>
  <button name=action value=login>Log in</button>
  <button type=button name=show>Show</button>
</form>
<input form=login name=outside value=1>
<a id=forgot href="/forgot">Forgot?</a>
"""


def test_a_page_is_what_a_person_sees_of_it():
    page = read_page(LOGIN, URL)
    assert page.title == "Sign in"
    assert page.text.startswith("Welcome Name")
    assert page.links == (("https://as.example/forgot", "forgot"),)
    (form,) = page.forms
    assert (form.action, form.method) == ("https://as.example/submit?a=1&b=2", "post")
    assert form.names == {"username", "password", "remember", "terms", "realm", "note", "outside", "action"}


def test_what_is_sent_is_what_a_browser_sends():
    (form,) = read_page(LOGIN, URL).forms
    assert form.pairs({"username": "ann", "password": "p", "csrf": "mine", "unknown": "x"}, "login") == (
        ("csrf", 't"k'),
        ("username", "ann"),
        ("password", "p"),
        ("remember", "on"),
        ("realm", "b"),
        ("note", "hi & bye"),
        ("outside", "1"),
        ("action", "login"),
    )


def test_boxes_are_ticked_and_buttons_pressed_by_value():
    (form,) = read_page(LOGIN, URL).forms
    pairs = dict(form.pairs({"terms": "yes", "remember": "false", "realm": "a", "action": "login"}))
    assert (pairs["terms"], pairs["realm"], pairs["action"]) == ("yes", "a", "login")
    assert "remember" not in pairs
    # Without a word the first button is pressed, as Enter does it.
    assert dict(form.pairs({}))["action"] == "cancel"


def test_an_empty_action_is_the_page_itself():
    (form,) = read_page("<form><input type=submit value=Go></form>", URL).forms
    assert form == Form(URL, "get", (), (FormField("", "Go", "submit"),))
    assert form.pairs({}) == ()


def test_a_base_moves_every_address():
    (form,) = read_page("<base href='/b/'><form action=c></form>", URL).forms
    assert form.action == "https://as.example/b/c"


def test_any_beginning_of_a_page_is_read():
    for cut in range(len(LOGIN)):
        read_page(LOGIN[:cut], URL)
