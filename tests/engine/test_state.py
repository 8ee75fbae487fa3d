import os

import pytest

from specrunner.engine.state import LoopValue, SessionState, SpecFiles, StepValue, StepValues
from specrunner.events import Outcome
from specrunner.values import MISSING


def test_the_value_of_a_step_is_what_it_saved_and_then_what_its_answer_offers():
    value = StepValue({"id": 7, "status": "saved"}, {"status": 200, "body": {}})
    assert dict(value) == {"id": 7, "status": "saved", "body": {}}
    assert len(value) == 3


def test_the_value_of_a_loop_has_a_list_for_each_name_in_the_order_of_the_items():
    value = LoopValue([{"id": 1, "status": 200}, {"status": 404}, {"id": 3}])
    assert {name: value[name] for name in value} == {"id": [1, 3], "status": [200, 404]}
    with pytest.raises(KeyError):
        value["nothing"]


def test_the_values_of_an_item_look_outward_for_what_they_do_not_have():
    outer, inner = StepValues(), None
    outer.own["login"] = StepValue({"token": "t"}, None)
    outer.outcomes["login"] = Outcome.PASSED
    inner = StepValues(outer)
    inner.own["get"] = StepValue({"id": 1}, None)
    assert (list(inner), len(inner)) == (["get", "login"], 2)
    assert inner["login"] is outer["login"]
    assert (inner.saved("login", "token"), inner.saved("get", "id")) == ("t", 1)
    assert inner.saved("login", "nothing") is inner.saved("nobody", "x") is MISSING
    assert inner.outcome_of("login") is Outcome.PASSED
    assert "get" not in outer
    with pytest.raises(KeyError):
        inner["nobody"]


def test_a_missing_value_is_explained_by_what_became_of_the_step():
    values = StepValues()
    values.outcomes["login"] = Outcome.SKIPPED
    assert values.explain_missing("login")[0] == "step `login` gave no value: it was skipped"
    assert values.explain_missing("other")[0] == "step `other` gave no value: it was not run"


def test_a_session_makes_one_object_of_each_type():
    session = SessionState("admin")
    assert session.get(dict, dict) is session.get(dict, dict)
    assert session.get(list, list) == []


def test_a_session_closes_what_can_be_closed():
    class Connection:
        is_open = True

        def close(self):
            self.is_open = False

    session = SessionState("admin")
    connection = session.get(Connection, Connection)
    session.get(dict, dict)
    session.close()
    assert not connection.is_open


def test_files_are_read_relative_to_the_spec(tmp_path):
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.json").write_bytes(b"[1]")
    (tmp_path / "shared.json").write_bytes(b"[2]")
    files = SpecFiles(tmp_path / "specs", tmp_path)
    assert (files.read("a.json"), files.read("../shared.json")) == (b"[1]", b"[2]")
    assert files.path("a.json") == tmp_path / "specs" / "a.json"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "link"])
def test_files_outside_of_the_root_are_refused(tmp_path, name):
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to("/etc/passwd")
    with pytest.raises(PermissionError, match="it lies outside of"):
        SpecFiles(root, root).read(name)


def test_a_spec_outside_of_the_root_may_read_what_lies_beside_it_only(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b")
    files = SpecFiles(tmp_path / "elsewhere", tmp_path / "root")
    assert files.read("a.txt") == b"a"
    with pytest.raises(PermissionError):
        files.read("../b.txt")


def test_what_is_no_regular_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    files = SpecFiles(tmp_path, tmp_path)
    for name in ("pipe", ".", "nothing"):
        with pytest.raises(FileNotFoundError, match="there is no such file"):
            files.read(name)
