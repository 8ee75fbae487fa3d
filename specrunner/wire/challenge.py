"""What a 401 asks for: the challenges of WWW-Authenticate (RFC 9110 section 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from ..lean import dataclass
from .fields import TOKEN, is_token, split_list, unquote

_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
_SCHEME = re.compile(rf"({TOKEN})(?:[ \t]+(.*))?", re.DOTALL)
_PARAMETER = re.compile(rf"({TOKEN})[ \t]*=[ \t]*(\"(?:[^\"\\]|\\.)*\"|[^\s,\"]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to authenticate: `scheme` in lower case, `parameters` by lower-case name, or a single `token68`."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    token68: str = ""


def parse_challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """The challenges of all WWW-Authenticate fields, in order; never raises.

    A comma separates challenges and parameters alike: a member that does not look like `name=value` begins the next
    challenge. What comes before the first scheme is left out.
    """
    found: list[tuple[str, dict[str, str], list[str]]] = []
    for value in values:
        scheme_seen = False
        for member in split_list(value):
            parameter = _PARAMETER.fullmatch(member)
            if parameter is None:
                scheme = _SCHEME.fullmatch(member)
                if scheme is None or not is_token(scheme[1]):
                    continue
                scheme_seen = True
                found.append((scheme[1].lower(), {}, []))
                rest = (scheme[2] or "").strip()
                if _TOKEN68.fullmatch(rest) is not None:
                    found[-1][2].append(rest)
                else:
                    parameter = _PARAMETER.fullmatch(rest)
            if parameter is not None and scheme_seen:
                found[-1][1].setdefault(parameter[1].lower(), unquote(parameter[2]))
    return tuple(Challenge(scheme, named, "".join(single)) for scheme, named, single in found)
