"""A run that is killed while it waits has lost nothing of what it said."""

import os

import pytest
import trio

from specrunner.app import last_journal
from specrunner.app.record import WritesBeforeWaiting, open_journal
from specrunner.events import JournalWriter, read_journal
from specrunner.testing.playbook import Playbook


def events():
    book = Playbook()
    book.spec("a.spec.yaml", "spec: A\n").finish()
    return book.finish()


def test_what_is_held_back_is_written_before_the_run_waits(tmp_path):
    path = tmp_path / "run.ndjson"
    seen = []

    def look():
        with path.open("rb") as journal:
            seen.append(list(read_journal(journal)))

    async def run():
        for event in events():
            writer.write(event)
        look()
        await trio.sleep(0.001)  # a true wait, which a clock that jumps would not be
        look()

    with path.open("wb", buffering=0) as file:
        writer = JournalWriter(file, held_bytes=1 << 20)
        trio.run(run, instruments=[WritesBeforeWaiting(writer)])

    assert seen == [[], events()]


def ended(path, at_s):
    path.write_text("x")
    os.utime(path, (at_s, at_s))
    return path


@pytest.mark.parametrize("newest", ["last.ndjson", "last-12.ndjson"])
def test_the_last_record_is_the_newest_whatever_its_name(tmp_path, newest):
    for name in ("last.ndjson", "last-12.ndjson", "last-7.ndjson"):
        ended(tmp_path / name, at_s=2000 if name == newest else 1000)
    ended(tmp_path / "last-night.ndjson", at_s=3000)
    assert last_journal(tmp_path / "last.ndjson") == tmp_path / newest


def test_a_record_that_is_being_written_is_not_the_last(tmp_path):
    path = tmp_path / "last.ndjson"
    with open_journal(path):
        assert last_journal(path) is None
        beside = ended(tmp_path / "last-12.ndjson", at_s=1000)
        assert last_journal(path) == beside
    assert last_journal(path) == path


def test_without_a_folder_there_is_no_record(tmp_path):
    assert last_journal(tmp_path / "none" / "last.ndjson") is None
