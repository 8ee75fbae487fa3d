"""SR06xx: files, settings, services, packs, the command line."""

from .code import Code

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
