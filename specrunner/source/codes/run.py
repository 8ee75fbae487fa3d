"""SR06xx: files, settings, services, packs, the command line."""

from ..diagnostic import Severity
from .code import Code

NO_SUCH_PATH = Code(
    "SR0601",
    "There is no such file or folder",
    "A path on the command line or in the settings leads nowhere.",
)
IRREGULAR_FILE = Code(
    "SR0602",
    "The file cannot be read as a spec",
    "Only regular files are read: a pipe or a device would be read for ever, and a circle of links leads nowhere.",
    severity=Severity.WARNING,
)
UNREADABLE_FILE = Code(
    "SR0603",
    "The file cannot be opened",
    "The file is there, but the system refuses to open it. Look at its permissions.",
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
