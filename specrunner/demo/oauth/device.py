"""Connecting a device that has no browser (RFC 8628)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .authorization import COOKIE, keep_session
from .clients import DEVICE
from .form import read_form
from .pages import consent_page, device_page, login_page, page
from .refusal import NO_STORE, Refusal
from .state import DEVICE_INTERVAL_S, DEVICE_TTL_S, Device, State


async def ask_for_device(request: Request, state: State, issuer: str) -> Response:
    """POST /device_authorization."""
    form = await read_form(request)
    client = state.clients.authenticate(request.headers.get("authorization", ""), form)
    if DEVICE not in client.grants:
        raise Refusal("unauthorized_client", "the client may not use this grant")
    code, text = state.shop.ids.token(), state.shop.ids.token()[:8].upper()
    user_code = f"{text[:4]}-{text[4:]}"
    expires_at_s = state.shop.clock() + DEVICE_TTL_S
    state.devices.put(code, Device(client, form.get("scope", ""), user_code, expires_at_s))
    body = {
        "device_code": code,
        "user_code": user_code,
        "verification_uri": f"{issuer}/device",
        "verification_uri_complete": f"{issuer}/device?user_code={user_code}",
        "expires_in": int(DEVICE_TTL_S),
        "interval": DEVICE_INTERVAL_S,
    }
    return JSONResponse(body, headers=NO_STORE)


def connect(request: Request, state: State, issuer: str) -> Response:
    """GET /device: asks for the code, then for the user, then for the consent."""
    user_code = request.query_params.get("user_code", "")
    if not user_code:
        return device_page(f"{issuer}/device")
    device = _waiting(state, user_code)
    if device is None:
        return device_page(f"{issuer}/device", "There is no device with this code.")
    if state.sessions.get(request.cookies.get(COOKIE, "")) is None:
        return login_page(f"{issuer}/device/login", {"user_code": user_code})
    return consent_page(f"{issuer}/device/consent", {"user_code": user_code}, device.client.id, device.scope)


async def connect_sign_in(request: Request, state: State, issuer: str) -> Response:
    """POST /device/login."""
    form = await read_form(request)
    user_code = form.get("user_code", "")
    device = _waiting(state, user_code)
    user = state.shop.users.verify_password(form.get("username", ""), form.get("password", ""))
    if device is None:
        return device_page(f"{issuer}/device", "There is no device with this code.")
    if user is None:
        return login_page(f"{issuer}/device/login", {"user_code": user_code}, "Name or password is wrong.")
    response = consent_page(f"{issuer}/device/consent", {"user_code": user_code}, device.client.id, device.scope)
    keep_session(response, state, user, issuer)
    return response


async def connect_decide(request: Request, state: State, issuer: str) -> Response:
    """POST /device/consent."""
    form = await read_form(request)
    device = _waiting(state, form.get("user_code", ""))
    user = state.sessions.get(request.cookies.get(COOKIE, ""))
    if device is None or user is None:
        return page("Bad request", "<p>The request is unknown or over.</p>", 400)
    if form.get("decision") == "allow":
        device.user = user
        return page("Connected", "<p>The device is connected.</p>")
    device.is_denied = True
    return page("Not connected", "<p>The device was refused.</p>")


def _waiting(state: State, user_code: str) -> Device | None:
    found = (device for device in state.devices.values() if device.user_code == user_code)
    return next((device for device in found if device.user is None and not device.is_denied), None)
