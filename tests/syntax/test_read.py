"""Rows 4, 6 and 8 of the list of hostile inputs: encodings, sizes, and files that are none."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from specrunner.source import DiagnosticError
from specrunner.syntax import Limits, decode_source, read_source


def refusal(data: bytes) -> str:
    with pytest.raises(DiagnosticError) as raised:
        decode_source(data, "a.spec.yaml")
    return str(raised.value)


def file_refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(DiagnosticError) as raised:
        read_source(path, "a.spec.yaml", limits or Limits())
    return str(raised.value)


def test_utf_8_is_read():
    assert decode_source("ключ: 😀\n".encode(), "a.spec.yaml").text == "ключ: 😀\n"


def test_a_byte_order_mark_at_the_start_is_left_out():
    assert decode_source(b"\xef\xbb\xbfa: 1\n", "a.spec.yaml").text == "a: 1\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: \xff\n", "1:4: error SR0103: byte 0xff at offset 3 is not UTF-8"),
        ("a: 1\nb: é\n".encode("latin-1"), "2:4: error SR0103: byte 0xe9 at offset 8 is not UTF-8"),
        ("é: ".encode() + b"\xc3", "1:4: error SR0103: byte 0xc3 at offset 4 is not UTF-8"),
        (b"\xef\xbb\xbfa: \xff\n", "1:4: error SR0103: byte 0xff at offset 6 is not UTF-8"),
        (b"a: \xed\xa0\x80\n", "1:4: error SR0103: byte 0xed at offset 3 is not UTF-8"),
        (b"a: \xc0\xaf\n", "1:4: error SR0103: byte 0xc0 at offset 3 is not UTF-8"),
    ],
)
def test_bytes_that_are_not_utf_8_are_named_with_their_offset(data: bytes, said: str):
    hint = " (save the file as UTF-8; it may be in Windows-1252 or Latin-1)"
    assert refusal(data) == f"a.spec.yaml:{said}{hint}"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
    ],
)
def test_utf_16_and_utf_32_are_named(encoding: str, name: str):
    said = refusal("a: 1\n".encode(encoding))
    assert said == f"a.spec.yaml:1:1: error SR0103: the file is {name}, seen at byte offset 0 (save it as UTF-8)"


@pytest.mark.parametrize(
    ("data", "said", "escape"),
    [
        (b"a: b\x00\n", "1:5: error SR0104: NUL (U+0000) at byte offset 4", "x00"),
        ("é: \x1b[31m\n".encode(), "1:4: error SR0104: an escape character (U+001B) at byte offset 4", "x1b"),
        (b"\xef\xbb\xbfa: \x07\n", "1:4: error SR0104: a control character (U+0007) at byte offset 6", "x07"),
        ("a: b\u2028c\n".encode(), "1:5: error SR0104: a line separator (U+2028) at byte offset 4", "u2028"),
        ("a: b\x85c\n".encode(), "1:5: error SR0104: a next-line character (U+0085) at byte offset 4", "x85"),
        (
            "a: \uffffb\n".encode(),
            "1:4: error SR0104: a character that YAML does not allow (U+FFFF) at byte offset 3",
            "uffff",
        ),
    ],
)
def test_a_forbidden_character_is_named_with_its_byte_offset(data: bytes, said: str, escape: str):
    hint = f'(remove it, or write it as `"\\{escape}"` in double quotes)'
    assert refusal(data) == f"a.spec.yaml:{said} {hint}"


def test_a_byte_order_mark_in_the_middle_is_refused():
    assert refusal("a: \ufeffb\n".encode()) == (
        "a.spec.yaml:1:4: error SR0104: a byte order mark in the middle of the file (U+FEFF) at byte offset 3"
        " (remove it)"
    )


@pytest.mark.parametrize(
    "character", ["\t", "~", "\xa0", "\u2027", "\u202a", "\ud7ff", "\ue000", "\ufffd", "\U0010ffff"]
)
def test_all_other_characters_are_let_through(character: str):
    assert decode_source(f"a: '{character}'\n".encode(), "a").text == f"a: '{character}'\n"


def test_a_regular_file_is_read(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(b"a: 1\n")
    source = read_source(path, "shown/a.spec.yaml")
    assert (source.file, source.text) == ("shown/a.spec.yaml", "a: 1\n")


def test_a_link_to_a_regular_file_is_read(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"a: 1\n")
    (tmp_path / "b").symlink_to("a")
    assert read_source(tmp_path / "b", "b").text == "a: 1\n"


def test_a_missing_file_is_named(tmp_path: Path):
    assert file_refusal(tmp_path / "a") == "a.spec.yaml:1:1: error SR0101: `a.spec.yaml` does not exist"


def test_a_folder_is_refused(tmp_path: Path):
    assert file_refusal(tmp_path) == (
        "a.spec.yaml:1:1: error SR0101: `a.spec.yaml` is a folder (name a regular file)"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path):
    os.mkfifo(tmp_path / "a")
    assert file_refusal(tmp_path / "a") == (
        "a.spec.yaml:1:1: error SR0101: `a.spec.yaml` is a pipe (name a regular file)"
    )


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets with names here")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert "`a.spec.yaml` is a socket" in file_refusal(Path("s"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices with names here")
def test_a_device_is_refused():
    assert "`a.spec.yaml` is a device" in file_refusal(Path("/dev/zero"))


def test_a_loop_of_links_is_refused(tmp_path: Path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert file_refusal(tmp_path / "a") == (
        "a.spec.yaml:1:1: error SR0101: `a.spec.yaml` is a symbolic link that leads back to itself"
        " (remove the link, or point it at a file)"
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"a: 1\n")
    (tmp_path / "a").chmod(0)
    assert "`a.spec.yaml` may not be read by this user" in file_refusal(tmp_path / "a")


def test_a_name_too_long_for_the_file_system_is_refused(tmp_path: Path):
    assert "`a.spec.yaml` cannot be read: " in file_refusal(tmp_path / ("a" * 5000))


def test_a_large_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path):
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert file_refusal(path) == (
        "a.spec.yaml:1:1: error SR0102: `a.spec.yaml` has 104,857,600 bytes; at most 4,194,304 are read"
        " (keep large data in files of its own: `json_file:`, `file:`, `matrix: {rows: ...}`)"
    )


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"a: 1\n")
    assert read_source(tmp_path / "a", "a", Limits(size_bytes=5)).text == "a: 1\n"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_a_file_that_hides_its_size_is_read_up_to_the_limit():
    assert "`a.spec.yaml` has more than 1 bytes" in file_refusal(Path("/proc/self/maps"), Limits(size_bytes=1))
