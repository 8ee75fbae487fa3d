"""The clients that the server knows: three from the start, and those that register."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from ..bounded import Bounded
from .refusal import Refusal

LOOPBACK = ("127.0.0.1", "[::1]", "localhost")


@dataclass(frozen=True, slots=True)
class Client:
    """`secret` is empty for a public client. Redirect URIs are compared as texts, but for the port of loopback."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...]
    grants: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        return not self.secret

    def allows_redirect(self, uri: str) -> bool:
        return any(uri == known or _is_same_but_port(uri, known) for known in self.redirect_uris)


CODE = ("authorization_code", "refresh_token")
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
CLIENTS = (
    Client("web", "web-likes-secrets", ("http://127.0.0.1/callback", "https://app.example/callback"), CODE),
    Client("native", "", ("http://127.0.0.1/callback",), (*CODE, DEVICE)),
    Client("service", "service-likes-tokens", (), ("client_credentials", EXCHANGE)),
)


def _is_same_but_port(uri: str, known: str) -> bool:
    """RFC 8252 section 7.3: a native client gets whatever port is free."""
    given, wanted = urlsplit(uri), urlsplit(known)
    if wanted.scheme != "http" or wanted.hostname not in ("127.0.0.1", "::1") or "@" in given.netloc:
        return False
    try:
        has_port = given.port is not None
    except ValueError:
        return False
    same = (given.scheme, given.hostname, given.path, given.query, given.fragment)
    return has_port and same == (wanted.scheme, wanted.hostname, wanted.path, wanted.query, "")


class Clients:
    """Known clients, and who of them is calling."""

    def __init__(self, capacity: int) -> None:
        self._registered: Bounded[Client] = Bounded(capacity)
        self._known = {client.id: client for client in CLIENTS}

    def find(self, client_id: str) -> Client | None:
        return self._known.get(client_id) or self._registered.get(client_id)

    def add(self, client: Client) -> None:
        self._registered.put(client.id, client)

    def authenticate(self, authorization: str, form: Mapping[str, str]) -> Client:
        """The client by basic authentication or by the form. Raises Refusal: 401 `invalid_client`."""
        scheme, _, encoded = authorization.partition(" ")
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if scheme.lower() == "basic":
            try:
                name, _, password = base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
            except (binascii.Error, UnicodeDecodeError):
                name = password = ""
            # RFC 6749 section 2.3.1: both are form-encoded before base64.
            client_id, secret = unquote_plus(name), unquote_plus(password)
        client = self.find(client_id)
        if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise Refusal("invalid_client", "the client is unknown or its secret is wrong", status=401)
        return client
