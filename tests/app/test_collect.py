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
