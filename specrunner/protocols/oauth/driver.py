"""Signing in without a browser: hop by hop, form by form, until the redirect URI is reached or there is no way on.

States: at an address (fetched next), at a page (a form of it is sent next), arrived (the redirect URI), stuck (a page
with no form to send, one that asks again for what it was given, an error). No redirect is followed blindly: the one
whose scheme, authority and path are those of the redirect URI is never fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urljoin

from ...lean import dataclass
from ...requests import Scalar
from ...wire import Form, Page, read_page
from ...wire.oauth import AuthorizationResponse, Pairs, is_callback, read_callback, read_form_post, with_query
from .conversation import Conversation, Received
from .model import Login

HTML = "text/html,application/xhtml+xml"
MAX_PAGES = 20
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Ended:
    """Where it ended: with a response for the client `at` one of its redirect URIs, or at a page."""

    response: AuthorizationResponse | None
    page: Mapping[str, object]
    status: int
    at: str = ""


@dataclass(slots=True)
class _Drive:
    talk: Conversation
    login: Login | None
    homes: tuple[str, ...]
    hops: list[Mapping[str, object]]
    sent_forms: set[frozenset[str]] = field(default_factory=set)


async def drive(talk: Conversation, url: str, homes: tuple[str, ...], login: Login | None) -> Ended:
    """From the authorization URL to its end: a redirect to one of `homes`, which is never fetched, or a page.

    Each hop is noted in the result. Raises Stopped.
    """
    hops: list[Mapping[str, object]] = []
    talk.result.values["hops"] = hops
    state = _Drive(talk, login, homes, hops)
    received = await talk.get(url, accept=HTML)
    count = 0
    limit = MAX_PAGES if login is None else login.max_pages
    while True:
        count += 1
        _note(state, received)
        following = None if count > limit else await _next(state, received)
        if following is None:
            return Ended(None, _shown(received), received.status)
        if isinstance(following, Ended):
            return following
        received = following


def _note(state: _Drive, received: Received) -> None:
    hop: dict[str, object] = {"status": received.status, "url": received.url}
    location = _location(received)
    if location is not None:
        hop["location"] = location
    page = _page(received)
    if page is not None:
        hop["title"] = page.title
        hop["forms"] = [sorted(form.names) for form in page.forms]
    state.hops.append(hop)


def _location(received: Received) -> str | None:
    """Where a redirect leads, against the address that it came from."""
    given = received.header("location")
    return urljoin(received.url, given) if received.status in _REDIRECTS and given else None


def _home(state: _Drive, url: str) -> str | None:
    """The redirect URI that an address is, if any."""
    return next((home for home in state.homes if is_callback(url, home)), None)


def keep_response(talk: Conversation, response: AuthorizationResponse) -> None:
    """What is secret in an authorization response."""
    for name in ("code", "access_token", "id_token"):
        talk.keep_secret(response.parameters.get(name), name.upper())


async def _next(state: _Drive, received: Received) -> Received | Ended | None:
    """The next hop, or the end; None when there is no way on."""
    location = _location(received)
    if location is not None:
        home = _home(state, location)
        if home is not None:
            response = read_callback(location)
            keep_response(state.talk, response)
            return Ended(response, {}, received.status, home)
        if not location.lower().startswith(("http://", "https://")):
            return None
        # 307 and 308 would repeat a form that was posted; sign-in pages do not ask for that, and a password must not
        # go where the page did not send it.
        return await state.talk.get(location, accept=HTML)
    page = _page(received)
    if page is None or received.status >= 400:
        return None
    for form in page.forms:
        home = _home(state, form.action)
        if home is not None:
            response = read_form_post(form.pairs({}))
            keep_response(state.talk, response)
            return Ended(response, {}, received.status, home)
    chosen = _choose(state, page)
    if chosen is None:
        return None
    return await _submit(state, *chosen)


def _choose(state: _Drive, page: Page) -> tuple[Form, Pairs] | None:
    """The form to send and what with: the one with most of the login's fields, else one that asks for none."""
    login = state.login
    if login is None:
        return None
    values = {name: text(value) for name, value in login.form.items() if value is not None}
    best = max(page.forms, key=lambda form: len(form.names & values.keys()), default=None)
    if best is None:
        return None
    if best.names & values.keys():
        if best.names in state.sent_forms:
            return None
        state.sent_forms.add(best.names)
        for name in best.names & values.keys():
            if any(each.name == name and each.kind == "password" for each in best.fields):
                state.talk.keep_secret(values[name], name.upper())
        return best, best.pairs(values, login.press)
    return (best, best.pairs(values, login.press)) if login.consent and not _asks_password(best) else None


def _asks_password(form: Form) -> bool:
    return any(each.kind == "password" for each in form.fields)


def text(value: Scalar) -> str:
    """A scalar as a form shows it."""
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


async def _submit(state: _Drive, form: Form, pairs: Pairs) -> Received:
    if form.method == "get":
        return await state.talk.get(with_query(form.action.partition("?")[0], pairs), accept=HTML)
    return await state.talk.post_form(form.action, pairs, accept=HTML)


def _page(received: Received) -> Page | None:
    if received.media_type not in ("text/html", "application/xhtml+xml"):
        return None
    return read_page(received.answer.text, received.url)


def _shown(received: Received) -> Mapping[str, object]:
    """The page where it ended, for checks and for people."""
    page = _page(received)
    shown: dict[str, object] = {"status": received.status, "url": received.url, "location": _location(received)}
    shown["title"] = "" if page is None else page.title
    shown["text"] = (received.answer.text if page is None else page.text)[:2000]
    shown["fields"] = [] if page is None else sorted({name for form in page.forms for name in form.names})
    return {name: value for name, value in shown.items() if value is not None}
