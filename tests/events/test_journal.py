"""A journal is readable up to where its run was cut off, and refused where it was changed."""

import errno
import io
from zlib import crc32

import orjson
import pytest

from specrunner.events import Event, JournalError, JournalTorn, JournalWriter, RunFinished, journal_line, read_journal
from specrunner.testing.playbook import Playbook, http_exchange


def script():
    book = Playbook()
    spec = book.spec("a.spec.yaml", "spec: A\n")
    step = spec.step("ping")
    step.exchange(http_exchange("GET", "http://127.0.0.1/", 200, body=b'{"a": 1}'))
    step.check("status", "eq", "integer 200", "integer 200")
    step.finish()
    spec.finish()
    return book.finish()


def written(events):
    file = io.BytesIO()
    writer = JournalWriter(file, "run.ndjson")
    for event in events:
        writer.write(event)
    return file.getvalue()


def lines(text):
    return text.splitlines(keepends=True)


def refusal(journal_lines):
    with pytest.raises(JournalError) as caught:
        list(read_journal(journal_lines, "run.ndjson"))
    return str(caught.value)


def test_what_was_written_is_read():
    events = script()
    reader = read_journal(lines(written(events)))
    assert list(reader) == events
    assert reader.torn is None


def test_a_line_holds_the_check_sum_of_the_bytes_of_its_event_at_a_fixed_place():
    line = journal_line(Event(9, 1.5, RunFinished(1.5)))
    assert line == (
        b'{"crc":"8618c97e","event":{"seq":9,"at_s":1.5,"worker":0,"type":"run_finished","duration_s":1.5,'
        b'"interrupted":"","reason":""}}\n'
    )
    assert int(orjson.loads(line)["crc"], 16) == crc32(line[26:-2])


def test_a_journal_cut_at_any_byte_yields_the_whole_lines_before_the_cut_and_a_tear():
    events = script()[:3]
    text = written(events)
    ends = [len(text[: text.index(b"\n") + 1])]
    ends += [ends[0] + sum(len(journal_line(event)) for event in events[: count + 1]) for count in range(3)]
    for cut in range(1, len(text)):
        reader = read_journal(lines(text[:cut]))
        whole = sum(end <= cut for end in ends)
        assert list(reader) == events[: max(0, whole - 1)]
        assert reader.torn == (None if cut in ends else JournalTorn(whole + 1))


def test_a_damaged_last_line_is_a_tear():
    *good, last = lines(written(script()))
    reader = read_journal([*good, last.replace(b"run_finished", b"run_finishes")])
    assert len(list(reader)) == len(good) - 1
    assert str(reader.torn) == (
        "the journal ends within line 9: the run was cut off there, and nothing after it is known"
    )


def test_a_block_of_zeros_at_the_end_is_a_tear():
    reader = read_journal([*lines(written(script())), b"\0" * 512])
    assert len(list(reader)) == 8
    assert reader.torn == JournalTorn(10)


def test_damage_in_the_middle_is_refused():
    text = lines(written(script()))
    text[3] = text[3].replace(b"ping", b"pong")
    assert refusal(text) == ("run.ndjson: line 4 is damaged (its check sum does not match), and more lines follow it")


def test_a_line_cut_in_the_middle_is_refused():
    text = lines(written(script()))
    text[2] = text[2][:40] + text.pop(3)
    assert refusal(text) == ("run.ndjson: line 3 is damaged (its check sum does not match), and more lines follow it")


@pytest.mark.parametrize("first", [b"", b"\n", b"[]\n", b'{"seq": 1}\n', b"\x89PNG\r\n", b"spec: A\n"])
def test_another_kind_of_file_is_no_journal(first):
    assert refusal([first]) == (
        "run.ndjson is not a journal of specrunner: its first line does not name `specrunner-journal`"
    )


def test_another_version_of_the_format_is_refused():
    assert refusal([b'{"format":"specrunner-journal","version":2}\n']) == (
        "run.ndjson has version 2 of the journal format, and this specrunner reads version 1"
    )


def test_a_whole_line_with_an_unknown_event_is_refused_even_at_the_end():
    text = b'{"type":"party"}'
    line = b'{"crc":"%08x","event":%b}\n' % (crc32(text), text)
    assert refusal([*lines(written([])), line]) == (
        "run.ndjson: line 2 cannot be read: unknown type of event: 'party'"
    )


class FullDisk(io.RawIOBase):
    """Takes `room` bytes, a few at a time, and then says what the system says."""

    def __init__(self, room, error=errno.ENOSPC):
        self.room = room
        self.error = error
        self.taken = b""

    def writable(self):
        return True

    def write(self, line):
        part = bytes(line[: min(7, self.room - len(self.taken))])
        if not part:
            raise OSError(self.error, "No space left on device" if self.error == errno.ENOSPC else "I/O error")
        self.taken += part
        return len(part)


def test_an_unbuffered_file_that_takes_parts_gets_the_whole_line():
    file = FullDisk(10_000)
    JournalWriter(file).write(script()[0])
    assert list(read_journal(lines(file.taken))) == script()[:1]


def test_a_full_disk_is_said_once_and_leaves_a_readable_journal():
    events = script()
    file = FullDisk(len(written(events[:2])) + 20)
    writer = JournalWriter(file, "run.ndjson")
    writer.write(events[0])
    writer.write(events[1])
    with pytest.raises(JournalError) as caught:
        writer.write(events[2])
    assert str(caught.value) == "run.ndjson: line 4 of the journal could not be written: the disk is full"
    assert caught.value.hint == "free some space, or write the journal elsewhere"
    with pytest.raises(JournalError, match="nothing was written after line 3, where writing failed"):
        writer.write(events[3])
    assert list(read_journal(lines(file.taken))) == events[:2]


def test_another_failure_to_write_names_the_cause():
    with pytest.raises(JournalError) as caught:
        JournalWriter(FullDisk(0, errno.EIO), "run.ndjson")
    assert str(caught.value) == "run.ndjson: line 1 of the journal could not be written: I/O error"


def test_each_line_has_reached_the_system_when_write_returns(tmp_path):
    path = tmp_path / "run.ndjson"
    with path.open("wb") as file:
        writer = JournalWriter(file)
        for count, event in enumerate(script(), 2):
            writer.write(event)
            assert path.read_bytes().count(b"\n") == count


def test_lines_that_are_held_back_go_out_together_at_the_limit_or_by_a_flush():
    events = script()
    file = io.BytesIO()
    writer = JournalWriter(file, held_bytes=len(journal_line(events[0])) + len(journal_line(events[1])))
    first_line = file.getvalue()

    writer.write(events[0])
    assert file.getvalue() == first_line
    writer.write(events[1])
    assert list(read_journal(lines(file.getvalue()))) == events[:2]
    writer.write(events[2])
    writer.flush()
    writer.flush()
    assert list(read_journal(lines(file.getvalue()))) == events[:3]


def test_a_disk_that_fills_up_while_lines_go_out_together_is_said_with_the_line_it_broke_in():
    events = script()
    file = FullDisk(len(written(events[:2])) + 20)
    writer = JournalWriter(file, "run.ndjson", held_bytes=1 << 20)
    for event in events[:4]:
        writer.write(event)
    with pytest.raises(JournalError) as caught:
        writer.flush()
    assert str(caught.value) == "run.ndjson: line 4 of the journal could not be written: the disk is full"
    assert list(read_journal(lines(file.taken))) == events[:2]


def test_what_settling_could_not_say_is_said_by_the_next_write_and_nothing_is_written_after_it():
    events = script()
    file = FullDisk(len(written(events[:1])))
    writer = JournalWriter(file, "run.ndjson", held_bytes=1 << 20)
    writer.write(events[0])
    writer.settle()
    writer.write(events[1])
    writer.settle()
    writer.settle()
    with pytest.raises(
        JournalError, match=r"run\.ndjson: line 3 of the journal could not be written: the disk is full"
    ):
        writer.write(events[2])
    with pytest.raises(JournalError, match="nothing was written after line 2, where writing failed"):
        writer.write(events[3])
    writer.flush()
    assert list(read_journal(lines(file.taken))) == events[:1]
