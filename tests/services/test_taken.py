import pytest

from specrunner.services.taken import line_about_port


@pytest.mark.parametrize(
    "line",
    [
        "OSError: [Errno 98] Address already in use",
        "Error: listen EADDRINUSE: address already in use :::8080",
        "panic: listen tcp :8080: bind: address already in use",
        "java.net.BindException: Address already in use (Bind failed)",
        'could not bind IPv4 address "127.0.0.1": Address in use',
        "Bind for 0.0.0.0:5432 failed: port is already allocated",
    ],
)
def test_programs_of_many_languages_say_that_a_port_is_in_use(line):
    assert line_about_port(("starting", f"  {line}", "exit")) == line


def test_the_last_such_line_counts_escaped_and_shortened():
    lines = ("EADDRINUSE first", "\x1b[31mEADDRINUSE " + "x" * 300)
    line = line_about_port(lines)
    assert line is not None
    assert line.startswith("\\x1b[31mEADDRINUSE xxx")
    assert len(line) == 203


def test_other_lines_say_nothing_about_ports():
    assert line_about_port(("listening on port 8080", "address unknown")) is None
