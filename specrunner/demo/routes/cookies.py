"""Cookies set, shown and taken away, and header fields made to order."""

from starlette.responses import JSONResponse, Response

from ..endpoint import Answer, Call, Endpoint, query, ref
from ..problems import Culprit, invalid

# RFC 6265 section 4.1.1: cookie-octet, and the same for names, narrower than a token.
COOKIE_TEXT = r"^[!#-+\--:<-\[\]-~]{1,200}$"
COOKIE_NAME = "^[A-Za-z0-9_.-]{1,64}$"

# Fields that frame the message belong to the server: a wrong one breaks the connection, not the test.
FRAMING = frozenset({"connection", "content-length", "transfer-encoding", "upgrade", "trailer", "te", "keep-alive"})
MAX_FIELDS = 50


def show_cookies(call: Call) -> Response:
    return JSONResponse({"cookies": call.request.cookies}, headers={"Cache-Control": "no-store"})


def set_cookie(call: Call) -> Response:
    values = call.values
    attributes = {
        "Path": values["path"],
        "Domain": values.get("domain"),
        "Max-Age": values.get("max_age"),
        "SameSite": values.get("same_site"),
    }
    cookie = [f"{values['name']}={values['value']}"]
    cookie += [f"{name}={value}" for name, value in attributes.items() if value is not None]
    cookie += ["Secure"] * values["secure"] + ["HttpOnly"] * values["http_only"]
    headers = {"Set-Cookie": "; ".join(cookie), "Cache-Control": "no-store"}
    return JSONResponse({"cookies": {values["name"]: values["value"]}}, headers=headers)


def drop_cookie(call: Call) -> Response:
    name = call.values["name"]
    headers = {"Set-Cookie": f"{name}=; Path={call.values['path']}; Max-Age=0", "Cache-Control": "no-store"}
    return JSONResponse({"cookies": {}}, headers=headers)


def send_headers(call: Call) -> Response:
    """Each query parameter becomes a field of the answer, in order, repeated ones too."""
    pairs = call.request.query_params.multi_items()
    culprits = [
        Culprit("must not be a field that frames the message", parameter=name)
        for name, _ in pairs
        if name.lower() in FRAMING
    ]
    culprits += [
        culprit
        for name, value in pairs
        if (culprit := call.shop.contract.parameter_culprit(name, _FIELD, {"name": name, "value": value}))
    ]
    if len(pairs) > MAX_FIELDS:
        culprits.append(Culprit(f"there may be up to {MAX_FIELDS} fields", parameter="*"))
    if culprits:
        raise invalid(*culprits)
    response = JSONResponse({"headers": [{"name": name, "value": value} for name, value in pairs]})
    if any(name.lower() == "content-type" for name, _ in pairs):
        del response.headers["content-type"]
    for name, value in pairs:
        response.headers.append(name, value)
    return response


_FIELD = {
    "properties": {
        "name": {"type": "string", "pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"},
        "value": {"type": "string", "pattern": "^([!-~]([ -~\\t]*[!-~])?)?$", "maxLength": 2000},
    }
}
_PATH = query("path", "Attribute Path", pattern="^/[!-:<-~]{0,200}$", default="/")
_ANSWER = Answer("What was set", ref("Cookies"), headers=("Set-Cookie", "Cache-Control"))

ENDPOINTS = (
    Endpoint(
        ("GET",),
        "/http/cookies",
        show_cookies,
        "plumbing",
        "The cookies that came",
        {200: Answer("Cookies by name", ref("Cookies"), headers=("Cache-Control",))},
    ),
    Endpoint(
        ("GET",),
        "/http/cookies/set",
        set_cookie,
        "plumbing",
        "Set a cookie with any attributes",
        {200: _ANSWER},
        (
            query("name", "Its name", is_required=True, pattern=COOKIE_NAME),
            query("value", "Its value", is_required=True, pattern=COOKIE_TEXT),
            _PATH,
            query("domain", "Attribute Domain", pattern="^[A-Za-z0-9.-]{1,253}$"),
            query("max_age", "Attribute Max-Age", type="integer"),
            query("same_site", "Attribute SameSite", enum=["Strict", "Lax", "None"]),
            query("secure", "Attribute Secure", type="boolean", default=False),
            query("http_only", "Attribute HttpOnly", type="boolean", default=False),
        ),
    ),
    Endpoint(
        ("GET",),
        "/http/cookies/drop",
        drop_cookie,
        "plumbing",
        "Take a cookie away",
        {200: _ANSWER},
        (query("name", "Its name", is_required=True, pattern=COOKIE_NAME), _PATH),
    ),
    Endpoint(
        ("GET",),
        "/http/headers",
        send_headers,
        "plumbing",
        "Header fields to order: each query parameter becomes one",
        {200: Answer("What was added", ref("HeadersSent"))},
        (
            query(
                "fields",
                "Names and values; fields that frame the message are refused",
                type="object",
                additionalProperties={"type": "string"},
            ),
        ),
    ),
)
