"""What users write under `oauth:`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...model import Duration, SpecModel, Templated
from ...requests import Limits, Scalar, Tls, Values

Grant: TypeAlias = Literal[
    "authorization_code",
    "client_credentials",
    "refresh_token",
    "device_code",
    "token_exchange",
    "jwt_bearer",
    "password",
]
AuthMethod: TypeAlias = Literal["none", "basic", "post", "client_secret_jwt", "private_key_jwt", "tls"]
Pkce: TypeAlias = Literal["S256", "plain", "none", "wrong", "missing"]
CheckName: TypeAlias = Literal[
    "state",
    "redirect_uri",
    "code_replay",
    "code_replay_revokes",
    "pkce_required",
    "pkce_downgrade",
    "verifier_missing",
    "verifier_mismatch",
    "redirect_uri_mismatch",
    "refresh_reuse",
    "token_in_query",
]

ACTIONS: tuple[str, ...] = (
    "grant",
    "discover",
    "introspect",
    "revoke",
    "userinfo",
    "register",
    "verify",
    "checks",
)
"""The fields that say what to do; `checks` alone uses the authorization code grant, and goes with it."""


class Key(SpecModel):
    """A private key, in one of three ways."""

    jwk: dict[str, Any] | None = None
    """As a JSON Web Key."""
    pem: Templated[str] | None = None
    """As PEM."""
    file: Templated[str] | None = None
    """A file with one of these, relative to the spec."""
    id: Templated[str] | None = None
    """What to write as `kid`; that of the JWK unless set."""
    algorithm: Templated[str] | None = None
    """How to sign; that of the JWK, else the usual one of its type, unless set."""


class Client(SpecModel):
    """Who the client is, and how it says so."""

    id: Templated[str]
    """The `client_id`."""
    secret: Templated[str] | None = None
    """The `client_secret`."""
    auth: Templated[AuthMethod] | None = None
    """How to say it at the token endpoint: `basic` with a secret, `private_key_jwt` with a key, else `none`."""
    key: Key | None = None
    """What `private_key_jwt` signs with."""
    audience: Templated[str] | None = None
    """`aud` of assertions: the issuer, or the token endpoint where no issuer is known, unless set."""
    claims: Templated[dict[str, Any]] = {}
    """Changes to the claims of assertions; null takes one out."""


class Endpoints(SpecModel):
    """Where to go, instead of what discovery says, or without it."""

    authorization: Templated[str] | None = None
    """Where users sign in."""
    token: Templated[str] | None = None
    """Where tokens come from."""
    introspection: Templated[str] | None = None
    """RFC 7662."""
    revocation: Templated[str] | None = None
    """RFC 7009."""
    userinfo: Templated[str] | None = None
    """OpenID Connect."""
    registration: Templated[str] | None = None
    """RFC 7591."""
    device_authorization: Templated[str] | None = None
    """RFC 8628."""
    pushed_authorization_request: Templated[str] | None = None
    """RFC 9126."""
    jwks: Templated[str] | None = None
    """The server's public keys."""


class Login(SpecModel):
    """How to sign in without a browser: its forms are filled in, or a program of yours does it."""

    form: dict[str, Templated[Scalar]] = {}
    """Values by the names of the fields, on whatever page they stand. A form that asks again has refused them."""
    consent: Templated[bool] = True
    """Whether to send forms that ask for none of these, such as a consent; their first button is pressed."""
    press: Templated[str] | None = None
    """The name or value of the button to press where a form has it: `deny`."""
    max_pages: Templated[Annotated[int, Field(ge=1, le=100)]] = 20
    """How many pages and redirects to go through."""
    command: list[Templated[str]] = []
    """A program that signs in instead; it gets the URL as its last argument and must end at the redirect URI."""


class Dpop(SpecModel):
    """Proof of possession (RFC 9449)."""

    key: Key | None = None
    """The key to bind tokens to; a fresh one for the session unless set."""
    claims: Templated[dict[str, Any]] = {}
    """Changes to the claims of each proof, `htu`, `htm`, `iat`, `jti`, `ath`, `nonce`; null takes one out."""
    retry: Templated[bool] = True
    """Whether to send again, once, when the server asks for a nonce."""


class Verification(SpecModel):
    """How tokens are judged."""

    algorithms: list[Templated[str]] = []
    """All that are allowed: every asymmetric one unless set; `none` never is, unless it stands here."""
    leeway: Templated[Duration] = 0.0
    """How far clocks may differ, for `exp`, `nbf` and `iat`."""
    issuer: Templated[str] | None = None
    """What `iss` must be; the issuer unless set."""
    audience: Templated[str] | None = None
    """What `aud` must have; for an ID token the client unless set."""
    type: list[Templated[str]] = []
    """What `typ` may be: `at+jwt`."""
    nonce: Templated[str] | None = None
    """What `nonce` must be; that of the request unless set."""
    access_token: Templated[bool] = False
    """Whether to judge the access token too, as a JWT (RFC 9068)."""


class OauthAction(SpecModel):
    """One thing that an OAuth client does: get a token, or do something with one."""

    grant: Templated[Grant] | None = None
    """How to get a token."""
    discover: Templated[str] | None = None
    """Reads the metadata of this issuer."""
    introspect: Templated[str] | None = None
    """Asks what the server knows of this token (RFC 7662)."""
    revoke: Templated[str] | None = None
    """Ends this token (RFC 7009)."""
    userinfo: Templated[str] | None = None
    """Asks who the bearer of this access token is."""
    register_: Annotated[Templated[dict[str, Any]] | None, Field(alias="register")] = None
    """Registers a client with this metadata (RFC 7591)."""
    verify: Templated[str] | None = None
    """Judges this token as a JWT, by `verification` and the server's keys."""
    checks: list[CheckName] = []
    """Tries what a server must refuse, each with a code of its own."""

    issuer: Templated[str] | None = None
    """Whose metadata to read for the endpoints (RFC 8414, OpenID Connect Discovery)."""
    endpoints: Endpoints = Endpoints()
    """Where to go, instead of what the metadata says."""
    client: Client | None = None
    """Who the client is."""
    scope: Templated[str | list[Templated[str]]] | None = None
    """What to ask for: `openid orders.read`, or a list."""
    resource: Templated[str | list[Templated[str]]] | None = None
    """What the token is for (RFC 8707); a list repeats it."""
    audience: Templated[str] | None = None
    """What the token is for, where a server calls it that (RFC 8693 and others)."""
    token_type_hint: Templated[str] | None = None
    """What kind of token `introspect` or `revoke` has: `access_token`, `refresh_token`."""

    redirect_uri: Templated[str] | None = None
    """Where the server sends the user back. A free port of 127.0.0.1 unless set (RFC 8252)."""
    redirect_path: Templated[str] = "/callback"
    """The path of the redirect URI where its port is a free one."""
    response_type: Templated[str] = "code"
    """What to ask the authorization endpoint for."""
    pkce: Templated[Pkce] = "S256"
    """The proof key: `wrong` sends another verifier, `missing` sends none for a challenge that was sent."""
    state: Templated[str] | None = None
    """The `state` to send; a random one unless set."""
    nonce: Templated[str] | None = None
    """The `nonce` to send; a random one with `openid` unless set."""
    par: Templated[bool] = False
    """Whether to push the request first (RFC 9126)."""
    login: Login | None = None
    """How to sign in. Without it the session must be signed in already."""
    params: dict[str, Values] = {}
    """Further parameters of the authorization request, or other ones; null takes one out."""
    token_params: dict[str, Values] = {}
    """Further parameters of the token request, or other ones; null takes one out."""
    exchange: Templated[bool] = True
    """Whether to go on to the token endpoint; otherwise the code, or the device code, is what one gets."""

    code: Templated[str] | None = None
    """A code to exchange, from an earlier step; then there is no authorization."""
    verifier: Templated[str] | None = None
    """The verifier to use: that of the earlier step for `code`."""
    refresh_token: Templated[str] | None = None
    """The token of `grant: refresh_token`."""
    device_code: Templated[str] | None = None
    """A device code to ask for once, from an earlier step; otherwise one is got and polled for."""
    poll_every: Templated[Duration] | None = None
    """How often to ask for the token of a device; as the server says unless set."""
    subject_token: Templated[str] | None = None
    """The token of `grant: token_exchange` (RFC 8693)."""
    subject_token_type: Templated[str] = "urn:ietf:params:oauth:token-type:access_token"
    """What it is."""
    actor_token: Templated[str] | None = None
    """Whose turn it is, for `token_exchange`."""
    actor_token_type: Templated[str] = "urn:ietf:params:oauth:token-type:access_token"
    """What that is."""
    assertion: Templated[str] | None = None
    """The assertion of `grant: jwt_bearer` (RFC 7523)."""
    username: Templated[str] | None = None
    """The user of `grant: password`."""
    password: Templated[str] | None = None
    """Their password."""

    dpop: Templated[bool] | Dpop = False
    """Whether to bind the token to a key; a map for the key and for wrong proofs."""
    verification: Verification = Verification()
    """How the ID token, the token of `verify` and, if asked, the access token are judged."""
    share: Templated[str] | None = None
    """The name under which the session keeps the token: a later step of the name gets it from there while it lasts,
    and `http: {auth: {oauth: NAME}}` sends it."""
    renew_before: Templated[Duration] = 10.0
    """How long before its end a shared token is renewed."""

    headers: dict[str, Values] = {}
    """Header fields for every request; null takes one out."""
    tls: Tls = Tls()
    """Options for https; `cert` is what `client: {auth: tls}` shows (RFC 8705)."""
    proxy: Templated[str] | None = None
    """The proxy to go through."""
    limits: Limits = Limits()
    """How much of an answer to take."""
    allow_hosts: list[Templated[str]] = []
    """Hosts, addresses or networks to allow although the settings would block them."""

    def asked(self) -> list[str]:
        """What is to be done, by the names of `ACTIONS`; a good action has one, or `grant` and `checks`."""
        given = {name: getattr(self, "register_" if name == "register" else name) for name in ACTIONS}
        return [name for name, value in given.items() if value is not None and value != []]


def title(action: OauthAction) -> str:
    """`oauth authorization_code`, `oauth introspect`."""
    asked = action.asked()
    if "checks" in asked:
        return "oauth checks"
    if action.grant is not None:
        return f"oauth {getattr(action.grant, 'text', action.grant)}"
    return f"oauth {next(iter(asked), '')}".strip()
