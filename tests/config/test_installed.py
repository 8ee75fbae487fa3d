"""Entry points are found by looking at the folders of the path, as `importlib.metadata` does it more slowly."""

from __future__ import annotations

import sys
from importlib.metadata import distributions

from specrunner.config import Installed, installed_plugins
from specrunner.config.installed import GROUPS


def brought(folder, name, text):
    (folder / name).mkdir(parents=True)
    (folder / name / "entry_points.txt").write_text(text)


def test_an_entry_of_each_group_is_found(tmp_path):
    text = (
        "[console_scripts]\nx = y:z\n\n[specrunner.kinds]\n# said\na=b.c:D\n[specrunner.reporters]\ne = f:G [extra]\n"
    )
    brought(tmp_path, "acme_steps-1.2.dist-info", text)
    assert installed_plugins([str(tmp_path)]) == (
        Installed("specrunner.kinds", "a", "b.c:D", "acme_steps 1.2"),
        Installed("specrunner.reporters", "e", "f:G", "acme_steps 1.2"),
    )


def test_other_groups_are_not_ours(tmp_path):
    brought(tmp_path, "acme-1.dist-info", "[specrunner.kindness]\na = b:c\n[other]\nd = e:f\n")
    assert installed_plugins([str(tmp_path)]) == ()


def test_of_two_distributions_with_one_name_the_first_on_the_path_counts(tmp_path):
    brought(tmp_path / "one", "Acme.Steps-2.dist-info", "[specrunner.kinds]\na = first:A\n")
    brought(tmp_path / "two", "acme_steps-1.dist-info", "[specrunner.kinds]\na = second:A\n")
    (found,) = installed_plugins([str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "one")])
    assert found.place == "first:A"


def test_an_editable_source_folder_counts_as_well(tmp_path):
    brought(tmp_path, "acme.egg-info", "[specrunner.kinds]\na = b:C\n")
    assert installed_plugins([str(tmp_path)]) == (Installed("specrunner.kinds", "a", "b:C", "acme"),)


def test_folders_that_are_not_there_and_archives_are_passed_over(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK")
    assert installed_plugins([str(tmp_path / "nowhere"), str(tmp_path / "a.zip")]) == ()


def test_the_standard_library_finds_the_same_here():
    known = {
        (entry.group, entry.name, entry.value)
        for each in distributions()
        for entry in each.entry_points
        if entry.group in GROUPS
    }
    assert {(each.group, each.name, each.place) for each in installed_plugins(sys.path)} == known
