"""SR02xx: the document has not the shape of a spec."""

from .code import Code

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
