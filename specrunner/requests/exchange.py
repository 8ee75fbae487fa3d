"""What the transport brought back, as an exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ..events import Exchange, Fault
from ..transport import HttpResult
from .answer import ANSWERS
from .attributes import ANSWERED_AT, REQUEST_OPTIONS


def exchange_of(
    results: Sequence[HttpResult],
    options: Mapping[str, object],
    notices: Sequence[str],
    now: datetime,
    protocol: str = "http",
) -> Exchange:
    """The exchange of one sending, or of two where a challenge was met: the last answer of the last one counts.

    Times are those of the last hop, but `total` is that of all; `now` is when the last answer was complete.
    """
    last = results[-1]
    hops = [hop for result in results for hop in result.hops]
    attributes: dict[str, object] = {ANSWERED_AT: now.astimezone(UTC).isoformat()}
    if options:
        attributes[REQUEST_OPTIONS] = dict(options)
    timing_s = dict(last.timing_s)
    if len(results) > 1:
        timing_s["total"] = sum(result.timing_s.get("total", 0.0) for result in results)
    exchange = Exchange(
        protocol=protocol,
        sent=tuple(hop.request for hop in hops),
        received=tuple(hop.response for hop in hops if hop.response is not None),
        started_s=results[0].started_s,
        timing_s=timing_s,
        fault=last.fault,
        attributes=attributes,
        notices=(*notices, *(notice for result in results for notice in result.notices)),
    )
    return exchange if exchange.fault is not None else _with_remarks(exchange)


def _with_remarks(exchange: Exchange) -> Exchange:
    remarks = ANSWERS.of(exchange).notices() if exchange.received else []
    return replace(exchange, notices=(*exchange.notices, *remarks)) if remarks else exchange


def unsent(fault: Fault, started_s: float, protocol: str = "http") -> Exchange:
    """The exchange of a request that could not even be made."""
    return Exchange(protocol=protocol, started_s=started_s, timing_s={"total": 0.0}, fault=fault)
