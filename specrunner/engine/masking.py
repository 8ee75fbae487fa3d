"""Secrets out of events, before anything else sees them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import Any

from ..events import (
    CheckResult,
    ChecksEvaluated,
    DiagnosticReported,
    Exchange,
    ExchangeRecorded,
    Fault,
    FindingRaised,
    Headers,
    Message,
    NoticeRaised,
    Outcome,
    Payload,
    ServiceChanged,
    SpecFinished,
    SpecStarted,
    StepError,
    StepFinished,
    StepStarted,
)
from ..values import Masker, is_sensitive_name, may_hold_sensitive_name, parse_json

MIN_LEARNT = 6
"""Shorter values of sensitive fields are masked where they stand, but not looked for elsewhere: `1` is everywhere."""


class EventMask:
    """Masks what a spec emits. Learns the values of sensitive header fields and JSON members as they pass by, so that
    a token is masked wherever it turns up later."""

    def __init__(self, masker: Masker) -> None:
        self.masker = masker

    def learn(self, exchange: Exchange) -> None:
        """Takes the secrets out of an exchange: what stands behind a sensitive name."""
        for message in (*exchange.sent, *exchange.received):
            for name, value in message.headers.pairs:
                if is_sensitive_name(name):
                    self._learn_header(name, value)
            self._learn_body(message)

    def _learn_header(self, name: str, value: str) -> None:
        label = name.upper().replace("-", "_")
        if name.lower() in ("set-cookie", "cookie"):
            parts = value.split(";")
            for part in parts[:1] if name.lower() == "set-cookie" else parts:
                self._add(part.partition("=")[2].strip(), label)
            return
        scheme, _, rest = value.partition(" ")
        self._add(rest.strip() or value, label)
        if scheme.lower() == "basic":
            try:
                decoded = base64.b64decode(rest, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return
            self._add(decoded.partition(":")[2], "PASSWORD")

    def _learn_body(self, message: Message) -> None:
        content_type = message.headers.first("content-type") or ""
        is_json = "json" in content_type or (not content_type and message.body[:1] in (b"{", b"["))
        if is_json and len(message.body) <= 1 << 20:
            try:
                if may_hold_sensitive_name(message.body):
                    self._learn_tree(parse_json(message.body).value)
            except ValueError:
                return
        elif "x-www-form-urlencoded" in content_type:
            from urllib.parse import parse_qsl

            for name, value in parse_qsl(message.body.decode("utf-8", "replace")):
                if is_sensitive_name(name):
                    self._add(value, name.upper())

    def _learn_tree(self, tree: object) -> None:
        if isinstance(tree, dict):
            for name, value in tree.items():
                if isinstance(value, str) and is_sensitive_name(name):
                    self._add(value, name.upper())
                else:
                    self._learn_tree(value)
        elif isinstance(tree, list):
            for value in tree:
                self._learn_tree(value)

    def _add(self, value: str, name: str) -> None:
        if len(value) >= MIN_LEARNT:
            self.masker.add(value, name)

    def mask(self, payload: Payload) -> Payload:
        """The payload with every secret replaced. Learns first, so that an exchange masks itself."""
        if isinstance(payload, ExchangeRecorded):
            return self._recorded(payload)
        # Most runs have no secret, most texts none in them: what stays the same is not built anew.
        return self._masked(payload) if self.masker.has_secrets else payload

    def _recorded(self, payload: ExchangeRecorded) -> ExchangeRecorded:
        exchange, curl = self._exchange(payload.exchange), self.masker.mask_text(payload.curl)
        if exchange is payload.exchange and curl is payload.curl:
            return payload
        return replace(payload, exchange=exchange, curl=curl)

    def _masked(self, payload: Payload) -> Payload:
        text = self.masker.mask_text
        match payload:
            case ChecksEvaluated():
                results = tuple(map(self._result, payload.results))
                return payload if _same(results, payload.results) else replace(payload, results=results)
            case StepStarted():
                return replace(payload, name=text(payload.name), stack=tuple(map(text, payload.stack)))
            case StepFinished():
                error = self._error(payload.error)
                return replace(payload, name=text(payload.name), reason=text(payload.reason), error=error)
            case SpecStarted():
                return self._spec_started(payload)
            case SpecFinished():
                return replace(
                    payload,
                    spec_id=text(payload.spec_id),
                    reason=text(payload.reason),
                    error=self._error(payload.error),
                )
            case ServiceChanged():
                tail = tuple(map(text, payload.log_tail))
                return replace(payload, message=text(payload.message), log_tail=tail)
            case DiagnosticReported():
                diagnostic = payload.diagnostic
                hint = None if diagnostic.hint is None else text(diagnostic.hint)
                masked = replace(diagnostic, message=text(diagnostic.message), hint=hint)
                sources = {file: text(content) for file, content in payload.sources.items()}
                return replace(payload, diagnostic=masked, sources=sources)
            case NoticeRaised():
                return replace(payload, message=text(payload.message))
            case FindingRaised():
                finding = payload.finding
                evidence = tuple(map(text, finding.evidence))
                return replace(payload, finding=replace(finding, evidence=evidence, title=text(finding.title)))
        return payload

    def _spec_started(self, payload: SpecStarted) -> SpecStarted:
        text = self.masker.mask_text
        return replace(
            payload,
            title=text(payload.title),
            matrix=self._tree(payload.matrix),
            sources={file: text(content) for file, content in payload.sources.items()},
        )

    def _tree(self, tree: Any) -> Any:
        return self.masker.mask(tree)

    def _exchange(self, exchange: Exchange) -> Exchange:
        fault = exchange.fault
        sent = tuple(map(self._message, exchange.sent))
        received = tuple(map(self._message, exchange.received))
        if not self.masker.has_secrets and _same(sent, exchange.sent) and _same(received, exchange.received):
            return exchange
        return replace(
            exchange,
            sent=sent,
            received=received,
            fault=None if fault is None else self._fault(fault),
            attributes=self._tree(exchange.attributes),
            notices=tuple(map(self.masker.mask_text, exchange.notices)),
        )

    def _fault(self, fault: Fault) -> Fault:
        hint = None if fault.hint is None else self.masker.mask_text(fault.hint)
        return replace(fault, message=self.masker.mask_text(fault.message), hint=hint)

    def _message(self, message: Message) -> Message:
        masker = self.masker
        if not masker.has_secrets and not any(is_sensitive_name(name) for name, _ in message.headers.pairs):
            return message
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
        if not is_sensitive_name(name) or masked != value:
            return masked
        lowered = name.lower()
        if lowered in ("set-cookie", "cookie"):
            cookie, semicolon, attributes = masked.partition(";")
            return f"{cookie.partition('=')[0]}=***{semicolon}{attributes if lowered == 'set-cookie' else ' ***'}"
        scheme, blank, _ = masked.partition(" ")
        return f"{scheme} ***" if blank else "***"

    def _result(self, result: CheckResult) -> CheckResult:
        text = self.masker.mask_text
        if result.outcome is Outcome.PASSED:
            expected, actual = text(result.expected), text(result.actual)
            if expected is result.expected and actual is result.actual:
                return result
            return replace(result, expected=expected, actual=actual)
        return replace(
            result,
            expected=text(result.expected),
            actual=text(result.actual),
            explanation=text(result.explanation),
            location=text(result.location),
            diff=tuple(map(text, result.diff)),
            hint=None if result.hint is None else text(result.hint),
        )

    def _error(self, error: StepError | None) -> StepError | None:
        if error is None:
            return None
        hint = None if error.hint is None else self.masker.mask_text(error.hint)
        return replace(error, message=self.masker.mask_text(error.message), hint=hint)


def _same(masked: tuple[object, ...], given: tuple[object, ...]) -> bool:
    return all(one is other for one, other in zip(masked, given, strict=True))
