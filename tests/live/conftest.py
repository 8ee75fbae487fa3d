from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from specrunner.cli.init import SCHEMAS
from specrunner.cli.schema import FILES, as_text

from .language_server import missing

GLOBS = {"spec": "*.spec.yaml", "fragment": "*.fragment.yaml", "settings": "specrunner.yaml"}


@pytest.fixture(autouse=True)
def _needs_the_server(request: pytest.FixtureRequest) -> None:
    reason = missing() if request.node.get_closest_marker("live") else None
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the schemas where `specrun init` writes them."""
    folder = tmp_path / ".specrunner" / "schemas"
    folder.mkdir(parents=True)
    for name in SCHEMAS:
        (folder / FILES[name]).write_text(as_text(name))
    shutil.copytree(Path(__file__).parents[2] / "specs", tmp_path / "specs")
    return tmp_path


@pytest.fixture
def settings(project: Path) -> dict[str, str]:
    """`yaml.schemas`, as an editor's settings have it."""
    return {(project / ".specrunner" / "schemas" / FILES[name]).as_uri(): glob for name, glob in GLOBS.items()}
