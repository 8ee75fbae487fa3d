"""A build backend that needs no package of the network: it zips the package and writes down its entry points."""

import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).parent


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    stem = f"{project['name'].replace('-', '_')}-{project['version']}"
    metadata = f"{stem}.dist-info"
    contents = {
        f"{metadata}/METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        f"{metadata}/WHEEL": "Wheel-Version: 1.0\nGenerator: acme\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{metadata}/entry_points.txt": "".join(
            f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in entries.items())
            for group, entries in project["entry-points"].items()
        ),
        **{f"acme_steps/{path.name}": path.read_text() for path in (HERE / "acme_steps").glob("*.py")},
    }
    record = "".join(f"{name},,\n" for name in [*contents, f"{metadata}/RECORD"])
    name = f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, text in {**contents, f"{metadata}/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
