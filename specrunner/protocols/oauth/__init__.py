"""The `oauth` kind: grants, and what one does with tokens, as a client that can also be wrong on purpose."""

from collections.abc import Mapping
from typing import Any

from ...plugin import StepKind
from .model import OauthAction, title
from .rules import check_action
from .runner import OauthRunner
from .subjects import SUBJECTS
from .table import checks_table, subjects_table


def _borrow(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Of `defaults.http`, how to get there; not the header fields, which may hold a token for another service."""
    return {name: value for name, value in defaults.items() if name in ("tls", "proxy", "limits", "allow_hosts")}


OAUTH: StepKind[OauthAction] = StepKind(
    key="oauth",
    doc="Gets a token as an OAuth 2.0 or OpenID Connect client, or asks the server about one.",
    action=OauthAction,
    runner=OauthRunner(),
    subjects=SUBJECTS,
    default_expect={"error": {"exists": False}, "problems": {"count": 0}},
    has_defaults=True,
    merged_fields=("endpoints", "params", "token_params", "headers", "tls", "limits", "verification"),
    borrows={"http": _borrow},
    title=title,
    check_action=check_action,
)

__all__ = ["OAUTH", "OauthAction", "checks_table", "subjects_table"]
