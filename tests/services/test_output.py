import pytest

from specrunner.services.output import CUT, MAX_KEPT_CHARACTERS, MAX_LINE_BYTES, MAX_LINES, OutputLog

TEXT = "eins\r\nzwö\n\x1b[31mrot\x1b[0m\n\nlast".encode()
LINES = ("eins", "zwö", "\x1b[31mrot\x1b[0m", "", "last")


@pytest.mark.parametrize("cut", range(len(TEXT) + 1))
def test_lines_are_the_same_wherever_the_bytes_are_split(cut):
    log = OutputLog()
    log.feed(TEXT[:cut])
    log.feed(TEXT[cut:])
    log.close()
    assert log.tail() == LINES
    assert log.line_count == 5


def test_a_line_that_has_not_ended_is_in_the_tail_already():
    log = OutputLog()
    log.feed(b"one\ntw")
    assert log.tail() == ("one", "tw")
    log.feed(b"o\n")
    assert log.tail() == ("one", "two")


def test_the_tail_has_the_last_lines_oldest_first():
    log = OutputLog()
    log.feed(b"1\n2\n3\n4")
    assert log.tail(2) == ("3", "4")
    assert log.tail(0) == ()


def test_bytes_that_are_no_utf8_are_shown_as_escapes():
    log = OutputLog()
    log.feed(b"caf\xe9\n")
    assert log.tail() == ("caf\\xe9",)


def test_a_line_longer_than_64_kib_loses_its_end_and_says_so():
    log = OutputLog()
    for _ in range(3):
        log.feed(b"x" * MAX_LINE_BYTES)
    log.feed(b"end\nnext\n")
    assert log.tail() == ("x" * MAX_LINE_BYTES + CUT, "next")


def test_a_line_of_exactly_64_kib_is_whole():
    log = OutputLog()
    log.feed(b"x" * MAX_LINE_BYTES + b"\n")
    assert log.tail() == ("x" * MAX_LINE_BYTES,)


def test_only_the_last_lines_are_kept():
    log = OutputLog()
    log.feed(b"".join(b"%d\n" % number for number in range(MAX_LINES + 3)))
    kept = log.tail(MAX_LINES * 2)
    assert (len(kept), kept[0], kept[-1]) == (MAX_LINES, "3", str(MAX_LINES + 2))
    assert log.line_count == MAX_LINES + 3


def test_long_lines_are_kept_only_up_to_a_megabyte():
    log = OutputLog()
    log.feed((b"x" * MAX_LINE_BYTES + b"\n") * 40)
    kept = log.tail(MAX_LINES)
    assert len(kept) == MAX_KEPT_CHARACTERS // MAX_LINE_BYTES


def test_each_line_is_told_once():
    log, told = OutputLog(), []
    log.on_line = told.append
    log.feed(b"one\ntwo")
    log.close()
    log.close()
    assert told == ["one", "two"]
