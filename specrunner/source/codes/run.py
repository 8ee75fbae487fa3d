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
BROKEN_PLUGIN = Code(
    "SR0604",
    "What another distribution adds cannot be used",
    "An installed distribution names a kind of step, a matcher or a report format for specrunner, and it cannot be "
    "imported, or is something else. The message says which distribution, and what happened.",
)
BAD_DEVIATION = Code(
    "SR0605",
    "The known deviation is about nothing there is",
    "An entry of `deviations.yaml` names a spec, a step by its id, and a check by its subject, as they are written. "
    "One that names nothing would hide nothing, and nobody would notice that what it was about is gone.",
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
