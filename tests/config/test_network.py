"""Settings of the network: who may be called, and what is said of a slip in them."""

from __future__ import annotations

import json
import sys

import pytest

from specrunner.cli.main import main
from specrunner.config import load_settings

CALLS = "spec: Calls\nsteps:\n  - http: {get: 'http://HOST:9/'}\n"


@pytest.fixture
def called(tmp_path, monkeypatch, capsys):
    """Runs one call to a host under settings; the code, what was said, and the fault."""
    monkeypatch.chdir(tmp_path)

    def call(host: str, settings: str) -> tuple[int, str, object]:
        (tmp_path / "specrunner.yaml").write_text(settings)
        (tmp_path / "one.spec.yaml").write_text(CALLS.replace("HOST", host))
        arguments = ["one.spec.yaml"]
        monkeypatch.setattr(sys, "argv", ["specrun", *arguments])
        code = main(arguments)
        said = capsys.readouterr()
        events = [json.loads(line[: line.rindex("}") + 1]) for line in _journal(tmp_path)]
        kinds = [fault for event in events for fault in _faults(event)]
        return code, said.out + said.err, kinds

    return call


def _journal(folder):
    return (folder / ".specrunner/last.ndjson").read_text().splitlines()


def _faults(value):
    if isinstance(value, dict):
        if isinstance(value.get("fault"), dict):
            yield value["fault"]["kind"]
        for each in value.values():
            yield from _faults(each)
    elif isinstance(value, list):
        for each in value:
            yield from _faults(each)


def test_a_denied_host_is_a_fault_that_names_the_setting(called):
    code, said, faults = called("127.0.0.1", "network: {deny: [127.0.0.0/8]}\n")
    assert (code, faults) == (1, ["blocked"])
    assert "127.0.0.1:9 may not be called: 127.0.0.1 is denied by `network.deny` of the settings" in said
    assert "hint      take it out of `network.deny` in the settings if it is to be called" in said


def test_private_addresses_can_be_ruled_out_for_a_project(called):
    code, said, faults = called("127.0.0.1", "network: {private: false}\n")
    assert (code, faults) == (1, ["blocked"])
    assert "127.0.0.1 is a loopback address, and `network.private` of the settings is false" in said
    assert (
        "hint      name `127.0.0.1` in `allow_hosts`, or in `network.allow` of the settings, if it is to be called"
        in said
    )


@pytest.mark.parametrize("settings", ["", "network: {private: false, allow: [127.0.0.1]}\n"])
def test_what_is_allowed_is_called(called, settings):
    assert called("127.0.0.1", settings)[2] == ["refused"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("https://example.com", "must be a host, not a URL: leave out what stands before and behind it"),
        ("10.0.0.0/33", "must be a network such as `10.0.0.0/8`"),
        ("db.internal:5432", "must be a host without a port"),
        ("db.*", "must be a host such as `db.internal`, `*.example.com`, an address, or `10.0.0.0/8`"),
        ("", "must be a host such as `db.internal`, `*.example.com`, an address, or `10.0.0.0/8`"),
    ],
)
def test_an_entry_that_could_match_nothing_is_an_error_in_its_place(tmp_path, entry, message):
    (tmp_path / "specrunner.yaml").write_text(f'network:\n  deny: [example.com, "{entry}"]\n')
    (found,) = load_settings(tmp_path).diagnostics
    assert (found.span.line, found.span.column) == (2, 23)
    assert message in found.message


@pytest.mark.parametrize("entry", ["db.internal", "*.example.com", "10.1.2.3", "::1", "[::1]", "fd00::/8", "0x7f.1"])
def test_hosts_addresses_and_networks_are_entries(tmp_path, entry):
    (tmp_path / "specrunner.yaml").write_text(f'network: {{allow: ["{entry}"]}}\n')
    settings = load_settings(tmp_path)
    assert (settings.diagnostics, settings.file.network.allow) == ((), [entry])
