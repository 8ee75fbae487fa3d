"""The authorization server as the action knows it: endpoints, metadata and keys, kept in the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...events import Fault
from ...lean import dataclass
from ...wire.jwt import KeySet, read_key_set
from ...wire.oauth import ENDPOINTS, Problem, metadata_problems, metadata_urls
from .conversation import Conversation, Stopped

_HINTS = {
    "pushed_authorization_request": "is `par` right here?",
    "jwks": "without keys no token can be judged",
}


@dataclass(slots=True)
class Known:
    """What one session has learnt of servers: metadata by issuer, key sets by URL."""

    metadata: dict[str, Mapping[str, object]] = field(default_factory=dict)
    keys: dict[str, KeySet] = field(default_factory=dict)


@dataclass(slots=True)
class Server:
    """One server for one action. `metadata` is empty where the endpoints were given and no issuer."""

    talk: Conversation
    issuer: str | None
    metadata: Mapping[str, object]

    def find(self, name: str) -> str | None:
        """An endpoint by its short name; None when nobody says where it is."""
        given = getattr(self.talk.action.endpoints, name, None)
        found = self.metadata.get(ENDPOINTS[name]) if given is None else given
        return found if isinstance(found, str) else None

    def endpoint(self, name: str) -> str:
        """The same. Raises Stopped where it is nowhere."""
        found = self.find(name)
        if found is None:
            where = f"the metadata of {self.issuer} has" if self.metadata else "there is"
            hint = _HINTS.get(name, f"give `endpoints: {{{name}: ...}}`")
            raise Stopped(Fault("request", "", f"{where} no `{ENDPOINTS[name]}`", hint))
        return found

    @property
    def promises_iss(self) -> bool:
        """RFC 9207 section 3."""
        return self.metadata.get("authorization_response_iss_parameter_supported") is True

    def supports(self, name: str, value: str) -> bool | None:
        """Whether a list of the metadata has a value; None when there is no such list."""
        listed = self.metadata.get(name)
        return value in listed if isinstance(listed, list) else None

    async def keys(self, *, is_fresh: bool = False) -> KeySet:
        """The server's public keys: those of the session, or fetched anew because one is missing there."""
        url = self.find("jwks")
        if url is None:
            return KeySet()
        known = self.talk.ctx.session.get(Known, Known)
        if url in known.keys and not is_fresh:
            return known.keys[url]
        received = await self.talk.get(url)
        found = read_key_set(received.json) if received.status == 200 else None
        if found is None:
            message = f"{url} answers {received.status} with no set of keys"
            self.talk.result.problems.append(Problem("jwks.unreadable", message, "RFC 7517 5"))
            return KeySet()
        known.keys[url] = found
        return found


async def find_server(talk: Conversation) -> Server:
    """The server of an action; its metadata is read once a session. Raises Stopped when there is none."""
    issuer = talk.action.issuer
    if issuer is None:
        return Server(talk, None, {})
    known = talk.ctx.session.get(Known, Known)
    if issuer not in known.metadata:
        metadata = await discover(talk, issuer)
        if metadata is None:
            message = f"no metadata of {issuer} was found: {_places(issuer)}"
            raise Stopped(Fault("protocol", "body", message, "give `endpoints`, or another `issuer`"))
        known.metadata[issuer] = metadata
        # What the step is about comes later: `status` and its like are those of that.
        talk.result.main = None
    talk.result.values["discovery"] = dict(known.metadata[issuer])
    return Server(talk, issuer, known.metadata[issuer])


async def discover(talk: Conversation, issuer: str) -> Mapping[str, object] | None:
    """The metadata, from the first place that has any; None when no place has."""
    for url in metadata_urls(issuer):
        received = await talk.get(url)
        document = received.json
        if received.status == 200 and isinstance(document, Mapping):
            talk.result.main = received.index
            talk.result.values["discovery"] = dict(document)
            talk.result.values["discovery_url"] = url
            talk.result.problems += metadata_problems(document, issuer)
            return document
    return None


def _places(issuer: str) -> str:
    return ", ".join(metadata_urls(issuer))
