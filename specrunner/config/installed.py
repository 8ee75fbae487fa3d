"""What other distributions add to specrunner: their entry points, found without importing anything of them.

`importlib.metadata` takes 30 ms for the same. Here each folder of the path is listed once, and only the
`entry_points.txt` files that speak of specrunner are parsed: 1 to 3 ms.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

GROUPS = ("specrunner.kinds", "specrunner.matchers", "specrunner.reporters")
_MARK = b"specrunner."


class Installed(NamedTuple):
    """One entry point: `place` is `module:NAME`, `distribution` the name and version of what brings it."""

    group: str
    name: str
    place: str
    distribution: str


def installed_plugins(path: Iterable[str]) -> tuple[Installed, ...]:
    """The entry points of specrunner's groups in the folders of a path such as `sys.path`.

    Of two distributions with the same name the one that comes first counts, as for `import`. Archives are not looked
    into.
    """
    found: list[Installed] = []
    seen: set[str] = set()
    for folder in dict.fromkeys(path):
        for entry in _metadata(folder or os.curdir):
            distribution = os.path.basename(entry).rpartition(".")[0]
            name, _, version = distribution.partition("-")
            key = name.lower().replace("_", "-").replace(".", "-")
            if key not in seen:
                seen.add(key)
                shown = f"{name} {version.partition('-')[0]}".strip()
                found.extend(_read(os.path.join(entry, "entry_points.txt"), shown))
    return tuple(found)


def _metadata(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [os.path.join(folder, name) for name in sorted(names) if name.endswith((".dist-info", ".egg-info"))]


def _read(file: str, distribution: str) -> Iterator[Installed]:
    try:
        with open(file, "rb") as opened:
            content = opened.read()
    except OSError:
        return
    if _MARK not in content:
        return
    group = ""
    for line in content.decode("utf-8", "replace").splitlines():
        text = line.strip()
        if text.startswith("["):
            group = text.strip("[]").strip()
        elif text and not text.startswith(("#", ";")) and group in GROUPS:
            name, _, place = text.partition("=")
            # Extras in brackets, which nobody reads any more.
            yield Installed(group, name.strip(), place.partition("[")[0].strip(), distribution)
