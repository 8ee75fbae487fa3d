"""Secrets out of events, before anything else sees them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, cast

from ..events import Exchange, ExchangeRecorded, Headers, Message, Payload, ServiceChanged
from ..source import SourceSpan
from ..values import Masker, is_sensitive_name
from .learning import Learner, label_of
from .log_secrets import LogSecrets

# By these the parts of a stream are put together again, so they are never changed: who makes them keeps secrets out.
_IDENTITIES = frozenset({"spec_id", "step_id", "parent", "file", "kind", "phase", "state", "code", "type"})


class EventMask:
    """Masks what a spec emits. Learns the values of sensitive names as they pass by, so that a token is masked
    wherever it turns up later."""

    def __init__(self, masker: Masker, log_secrets: LogSecrets | None = None) -> None:
        """`log_secrets` are what logs of services may hold besides."""
        self.masker = masker
        self._log_secrets = log_secrets
        self._learner = Learner(masker)

    def learn(self, exchange: Exchange) -> None:
        """Takes the secrets out of an exchange: what stands behind a sensitive name."""
        self._learner.exchange(exchange)

    def learn_named(self, name: str, value: object) -> None:
        """Takes what has a name in the spec for a secret if the name says so: `token`, `DB_PASSWORD`."""
        self._learner.named(name, value)

    def mask(self, payload: Payload) -> Payload:
        """The payload with every secret replaced."""
        if type(payload) is ExchangeRecorded:
            return self._recorded(payload)
        if isinstance(payload, ServiceChanged) and self._log_secrets is not None:
            payload = self._without_log_secrets(payload, self._log_secrets)
        # Most runs have no secret, most texts none in them: what stays the same is not built anew.
        if not self.masker.has_secrets:
            return payload
        if isinstance(payload, ServiceChanged) and payload.log_tail:
            # As one text: a secret of several lines stands in several of them.
            tail = self.masker.mask_text("\n".join(payload.log_tail))
            payload = replace(payload, log_tail=tuple(tail.split("\n")))
        masked: Payload = self._fields(payload)
        return masked

    def _without_log_secrets(self, payload: ServiceChanged, secrets: LogSecrets) -> ServiceChanged:
        """Whatever the service logged: it may have had other callers than this spec."""
        if not payload.log_tail:
            return payload
        tail = secrets.mask_text("\n".join(payload.log_tail))
        return replace(payload, log_tail=tuple(tail.split("\n")), message=secrets.mask_text(payload.message))

    def _recorded(self, payload: ExchangeRecorded) -> ExchangeRecorded:
        if not self.masker.has_secrets and _is_plain(payload.exchange):
            return payload
        exchange, curl = self._exchange(payload.exchange), self.masker.mask_text(payload.curl)
        return replace(payload, exchange=exchange, curl=curl)

    def _fields(self, record: Any) -> Any:
        """Every text in a dataclass, however deep, whatever its name: a field that comes later is not forgotten."""
        changed: dict[str, object] = {}
        for name in _names_of(cast(Hashable, type(record))):
            value = getattr(record, name)
            masked = self._sources(value) if name == "sources" else self._value(value)
            if masked is not value:
                changed[name] = masked
        return replace(record, **changed) if changed else record

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self.masker.mask_text(value)
        if kind is tuple:
            masked = tuple(map(self._value, value))
            return value if all(one is other for one, other in zip(masked, value, strict=True)) else masked
        if isinstance(value, Mapping):
            return self._tree(value)
        return value if kind is SourceSpan or not is_dataclass(value) else self._fields(value)

    def _sources(self, sources: Mapping[str, str]) -> Mapping[str, str]:
        """Texts by the names of their files, by which spans find them."""
        return {file: self.masker.mask_text(text) for file, text in sources.items()}

    def _tree(self, tree: Any) -> Any:
        return self.masker.mask(tree)

    def _exchange(self, exchange: Exchange) -> Exchange:
        sent = tuple(map(self._message, exchange.sent))
        received = tuple(map(self._message, exchange.received))
        return replace(
            exchange,
            sent=sent,
            received=received,
            fault=None if exchange.fault is None else self._fields(exchange.fault),
            attributes=self._tree(exchange.attributes),
            notices=tuple(map(self.masker.mask_text, exchange.notices)),
        )

    def _message(self, message: Message) -> Message:
        masker = self.masker
        pairs = tuple((name, self._header(name, value)) for name, value in message.headers.pairs)
        return Message(
            summary=masker.mask_text(message.summary),
            headers=Headers(pairs),
            body=masker.mask_bytes(message.body),
            attributes=self._tree(message.attributes),
            at_s=message.at_s,
            body_size_bytes=message.body_size_bytes,
        )

    def _header(self, name: str, value: str) -> str:
        """A sensitive field keeps only what is no secret: the scheme, the names and attributes of cookies."""
        masked = self.masker.mask_text(value)
        if not is_sensitive_name(name):
            return masked
        lowered = name.lower()
        if lowered == "cookie":
            return "; ".join(map(_cookie, masked.split(";")))
        if lowered == "set-cookie":
            cookie, semicolon, attributes = masked.partition(";")
            return f"{_cookie(cookie)}{semicolon}{attributes}"
        if masked != value:
            return masked
        scheme, blank, _ = masked.partition(" ")
        return f"{scheme} ***" if blank else "***"


def masked_arguments(arguments: tuple[str, ...], masker: Masker) -> tuple[str, ...]:
    """A command line without secrets: neither those that are known nor `--var token=...`."""
    return tuple(_argument(argument, masker) for argument in arguments)


def _argument(argument: str, masker: Masker) -> str:
    masked = masker.mask_text(argument)
    name, equals, _ = argument.removeprefix("--var=").partition("=")
    if masked == argument and equals and is_sensitive_name(name):
        return f"{argument[: argument.index(name)]}{name}=***{label_of(name)}***"
    return masked


def _cookie(masked: str) -> str:
    """`name=value` without the value, unless that is a placeholder already."""
    name, equals, value = masked.strip().partition("=")
    if not equals:
        return "***"
    return f"{name}={value}" if value.startswith("***") and value.endswith("***") else f"{name}=***"


def _is_plain(exchange: Exchange) -> bool:
    """Whether no header field is secret by its name: most exchanges are so, and none of their parts is built anew."""
    for messages in (exchange.sent, exchange.received):
        for message in messages:
            for name, _ in message.headers.pairs:
                if is_sensitive_name(name):
                    return False
    return True


@lru_cache(maxsize=64)  # the few types of events
def _names_of(type_: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(type_) if field.name not in _IDENTITIES)
