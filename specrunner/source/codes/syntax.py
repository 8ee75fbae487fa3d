"""SR01xx: the text is not YAML that we read."""

from .code import Code

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
