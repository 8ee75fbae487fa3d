"""SR05xx: the step graph, references and static rules."""

from .code import Code

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
