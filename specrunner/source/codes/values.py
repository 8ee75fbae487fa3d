"""SR03xx: expressions, templates, selectors, functions."""

from .code import Code

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
