"""Which files are specs."""

from specrunner.app.collect import collect


def spec(folder, name="a"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.spec.yaml").write_text("spec: A\nsteps: [{check: true}]\n")


def names(paths, cwd):
    return [file.shown for file in collect(paths, cwd).files]


def test_a_folder_below_with_settings_of_its_own_is_another_project(tmp_path):
    spec(tmp_path / "specs")
    spec(tmp_path / "specs" / "more")
    spec(tmp_path / "specs" / "peers" / "one")
    (tmp_path / "specs" / "peers" / "specrunner.yaml").write_text("jobs: 2\n")
    assert names([tmp_path / "specs"], tmp_path) == ["specs/a.spec.yaml", "specs/more/a.spec.yaml"]


def test_asked_for_by_name_it_is_entered(tmp_path):
    spec(tmp_path / "peers" / "one")
    (tmp_path / "peers" / "specrunner.yaml").write_text("jobs: 2\n")
    assert names([tmp_path / "peers"], tmp_path) == ["peers/one/a.spec.yaml"]
    assert names([tmp_path / "peers" / "one"], tmp_path) == ["peers/one/a.spec.yaml"]
    assert names([tmp_path / "peers" / "one" / "a.spec.yaml"], tmp_path) == ["peers/one/a.spec.yaml"]
from pathlib import Path

from specrunner.app import collect


def shown(folder: Path, *paths: Path) -> list[str]:
    return [file.shown for file in collect(paths or (folder,), folder).files]


def test_a_project_inside_a_folder_is_run_by_itself_alone(tmp_path):
    inner = tmp_path / "peers" / "one"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner):
        (folder / "a.spec.yaml").write_text("spec: A\n")
    assert shown(tmp_path) == ["a.spec.yaml", "peers/one/a.spec.yaml"]
    (tmp_path / "peers" / "specrunner.yaml").write_text("jobs: 2\n")
    assert shown(tmp_path) == ["a.spec.yaml"]
    assert shown(tmp_path, tmp_path / "peers") == ["peers/one/a.spec.yaml"]
    assert shown(tmp_path, inner) == ["peers/one/a.spec.yaml"]
