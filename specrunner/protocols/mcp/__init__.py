"""The `mcp` kind: a server of the Model Context Protocol, opened by one step and used by later ones."""

from ...plugin import StepKind
from ...requests import BORROWED, MERGED_OPTIONS
from .model import McpAction, is_opener, title, used_handle
from .rules import check_action
from .runner import McpRunner
from .subjects import MESSAGES, SUBJECTS

MCP: StepKind[McpAction] = StepKind(
    key="mcp",
    doc="Opens a server of the Model Context Protocol, or does something with an open one.",
    action=McpAction,
    runner=McpRunner(),
    subjects=SUBJECTS,
    shorthand="url",
    default_expect={"error": {"exists": False}, "schema_errors": {"empty": True}, "violations": {"empty": True}},
    has_defaults=True,
    merged_fields=MERGED_OPTIONS,
    borrows=BORROWED,
    title=title,
    check_action=check_action,
    opens=is_opener,
    uses_handle=used_handle,
    messages=MESSAGES,
)

__all__ = ["MCP", "McpAction"]
