"""HOSTILE row 59: a secret goes everywhere it can, and none of it comes out anywhere."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from .conftest import Desk, Server, reply

pytestmark = pytest.mark.slow

SECRET = 'C4n4ry/s3cr3t+"q"&<x> ü'
FORMATS = ("json", "junit", "junit-gitlab", "markdown", "github", "console")


def forms() -> dict[str, str]:
    """The secret as it might be written, found independently of the masker."""
    raw = SECRET.encode()
    found = {
        "raw": SECRET,
        "json": json.dumps(SECRET)[1:-1],
        "json in utf-8": json.dumps(SECRET, ensure_ascii=False)[1:-1],
        "json in json": json.dumps(json.dumps(SECRET))[2:-2],
        "percent": quote(SECRET, safe=""),
        "percent, lower": quote(SECRET, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
        "percent, path": quote(SECRET),
        "form": quote_plus(SECRET),
        "html": html.escape(SECRET),
        "xml": SECRET.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "hex": raw.hex(),
        "a part that no encoding changes": "C4n4ry",
        "the other": "s3cr3t",
    }
    for shift in range(3):
        # What base64 makes of it depends on how many bytes stand before; the ends mix with their neighbours.
        text = base64.b64encode(b"x" * shift + raw).decode()
        found[f"base64 at {shift}"] = text[4 : 4 * ((shift + len(raw)) // 3)]
        found[f"base64url at {shift}"] = found[f"base64 at {shift}"].replace("+", "-").replace("/", "_")
    return found


def assert_nothing_of_it_in(text: str, where: str) -> None:
    assert [name for name, form in forms().items() if form in text] == [], where


def echo(handler, body):
    """Everything that came, several times over, and the secret cut in two chunks."""
    seen = {
        "path": handler.path,
        "headers": dict(handler.headers),
        "body": body.decode(),
        "base64": base64.b64encode(body).decode(),
        "again": SECRET,
        "nested": json.dumps({"again": SECRET}),
        "url": quote(SECRET, safe=""),
    }
    if handler.path.startswith("/chunks"):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for part in (b"before " + SECRET.encode()[:9], SECRET.encode()[9:] + b" after"):
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            handler.wfile.flush()
        handler.wfile.write(b"0\r\n\r\n")
        return
    fields = [("X-Seen", quote(SECRET)), ("Set-Cookie", f"sid={quote(SECRET)}; Path=/")]
    reply(handler, json.dumps(seen).encode(), *fields)


SPEC = """
spec: "Canary %(yaml)s"
secrets: [CANARY]
vars:
  twice: "${{ secrets.CANARY + secrets.CANARY }}"
  packed: "${{ base64('x' + secrets.CANARY) }}"
defaults: {http: {base_url: "%(url)s"}}
services:
  talker:
    run: [python3, talker.py, "${{ port }}", "${{ secrets.CANARY }}"]
    env: {CANARY_OF_SERVICE: "${{ secrets.CANARY }}"}
steps:
  - id: everywhere
    name: "Log in with %(yaml)s"
    http:
      post: "/a/${{ url_encode(secrets.CANARY) }}"
      params: {q: "${{ secrets.CANARY }}", b: "${{ packed }}"}
      headers: {X-Key: "${{ url_encode(secrets.CANARY) }}"}
      cookies: {c: "${{ url_encode(secrets.CANARY) }}"}
      auth: {basic: {username: ann, password: "${{ secrets.CANARY }}"}}
      json: {password: "${{ secrets.CANARY }}", deep: [{text: "is ${{ secrets.CANARY }} it?"}], twice: "${{ twice }}"}
    expect:
      status: 418
      $.again: something else
      $.nested: "${{ 'not ' + secrets.CANARY }}"
      body: {like: {again: other, base64: other}}
      headers.x-seen: {matches: "^no$"}
  - id: form
    needs: []
    http: {post: /form, form: {password: "${{ secrets.CANARY }}"}}
    expect: {$.path: wrong}
  - id: chunks
    needs: []
    http: {get: /chunks}
    expect: {text: wrong}
  - id: no_url
    needs: []
    http: {get: "http://exa mple/${{ secrets.CANARY }}"}
    expect: {status: 200}
  - id: refused
    needs: []
    http: {get: "http://127.0.0.1:9/${{ url_encode(secrets.CANARY) }}"}
    expect: {status: 200}
  - id: mistaken
    needs: []
    check: "${{ int(secrets.CANARY) }}"
    expect: {value: 1}
  - id: looped
    needs: []
    for_each: ["${{ secrets.CANARY }}", "${{ {'a': secrets.CANARY} }}"]
    check: ${{ item }}
    expect: {value: nothing}
  - id: named
    needs: []
    as: "${{ secrets.CANARY }}"
    http: {get: /named}
    expect: {$.again: {in: [a, "${{ 'x' + secrets.CANARY }}"]}}
  - id: saved
    needs: []
    http: {get: /again}
    expect: {status: 200}
    save: {copy: $.again}
  - id: copied
    needs: [saved]
    check: ${{ copy }}
    expect: {value: nothing}
"""
TALKER = """
import sys, time, http.server, os
print("I know", sys.argv[2], os.environ["CANARY_OF_SERVICE"], flush=True)
class Quick(http.server.BaseHTTPRequestHandler):
    pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Quick).serve_forever()
"""
LOUD = """
spec: A service that dies loudly
secrets: [CANARY]
services:
  loud: {run: [python3, -c, "import sys; print('dying of', sys.argv[1]); sys.exit(3)", "${{ secrets.CANARY }}"]}
steps: [{check: 1, expect: {value: 1}}]
"""


@pytest.fixture
def canary(desk: Desk, server: Server) -> Desk:
    server.answer = echo
    desk.env["CANARY"] = SECRET
    desk.write("talker.py", TALKER)
    quoted = SECRET.replace("\\", "\\\\").replace('"', '\\"')
    desk.write("a.spec.yaml", SPEC % {"url": server.url, "yaml": quoted})
    desk.write("loud.spec.yaml", LOUD)
    return desk


def test_row_59_a_secret_is_in_no_artifact_of_a_run_in_which_everything_fails(canary):
    reports = [option for name in FORMATS for option in ("--report", f"{name}=out/r.{name}")]
    summary = canary.folder / "out/summary.md"
    done = canary.run("a.spec.yaml", "loud.spec.yaml", "-vv", *reports, GITHUB_STEP_SUMMARY=str(summary))

    assert done.code == 1
    outcomes = canary.outcomes()
    assert {name: outcomes[name] for name in ("everywhere", "form", "chunks", "no_url", "refused", "mistaken")} == {
        "everywhere": "failed",
        "form": "failed",
        "chunks": "failed",
        "no_url": "errored",
        "refused": "errored",
        "mistaken": "errored",
    }
    assert_nothing_of_it_in(done.out, "console")
    assert_nothing_of_it_in(done.err, "standard error")
    assert_nothing_of_it_in((canary.folder / ".specrunner/last.ndjson").read_text(), "journal")
    for name in (*FORMATS, "summary.md"):
        path = canary.folder / "out" / (name if name == "summary.md" else f"r.{name}")
        assert_nothing_of_it_in(path.read_text(), path.name)
    assert "***CANARY***" in done.out


def test_row_59_nor_in_a_report_that_is_made_later(canary):
    canary.run("a.spec.yaml", "-q")
    for name in FORMATS:
        done = canary.run("report", "--format", name, "-vv", CANARY="")
        assert_nothing_of_it_in(done.out + done.err, name)


@pytest.mark.parametrize(
    "arguments",
    [("--dry-run",), ("-k", "nothing"), ("--var", f"other={SECRET}"), ("-t", "none")],
    ids=["dry", "words", "var", "tags"],
)
def test_row_59_nor_where_nothing_is_run(canary, arguments):
    done = canary.run("a.spec.yaml", "--journal", "j.ndjson", "--report", "json=r.json", *arguments)
    for name in ("j.ndjson", "r.json"):
        if (canary.folder / name).exists():
            assert_nothing_of_it_in((canary.folder / name).read_text(), name)
    assert_nothing_of_it_in(done.out, "console")


def test_row_59_nor_when_a_spec_that_holds_it_has_a_mistake(canary):
    text = (canary.folder / "a.spec.yaml").read_text().replace("expect: {$.path: wrong}", "expcet: {$.path: wrong}")
    canary.write("a.spec.yaml", text.replace("needs: []\n    check: ${{ item }}", "check: ${{ item }}"))
    done = canary.run("a.spec.yaml", "--journal", "j.ndjson", "--report", "json=r.json")
    assert done.code == 4
    assert_nothing_of_it_in(done.out + done.err, "console")
    assert_nothing_of_it_in((canary.folder / "j.ndjson").read_text(), "journal")
    assert_nothing_of_it_in((canary.folder / "r.json").read_text(), "report")


def test_row_59_nor_where_an_escaped_spelling_is_cut_off(desk, server):
    server.answer = echo
    desk.env["CANARY"] = SECRET
    desk.write(
        "a.spec.yaml",
        f"""
        spec: Cut off
        secrets: [CANARY]
        steps:
          - http: {{post: {server.url}/, json: {{long: "{"x" * 80}", text: "${{{{ secrets.CANARY }}}}"}}}}
            expect: {{$.body: {{contains: nowhere}}}}
        """,
    )
    done = desk.run("a.spec.yaml")
    assert done.code == 1
    assert_nothing_of_it_in(done.out, "console")


@pytest.mark.parametrize(
    "command",
    [
        "list --steps",
        "list --format json",
        "plan",
        "plan --format mermaid",
        "lint -v",
        "lint --format json",
        "run --dry-run",
    ],
)
def test_row_59_nor_in_what_other_commands_say_of_a_spec_that_holds_it(desk, command):
    quoted = SECRET.replace("\\", "\\\\").replace('"', '\\"')
    desk.env["CANARY"] = SECRET
    desk.write(
        "a.spec.yaml",
        f"""
        spec: "Title {quoted}"
        secrets: [CANARY]
        matrix: {{cell: ["{quoted}", "other {quoted}"], password: [one-and-two, two-and-three]}}
        vars: {{unread: "{quoted}"}}
        steps:
          - id: s
            name: "Step {quoted}"
            check: "${{{{ matrix.cell + matrix.password + secrets.CANARY }}}}"
            expect: {{value: x}}
        """,
    )
    name, *options = command.split()
    done = desk.run(name, "a.spec.yaml", *options)
    assert done.code == 0, done.err
    assert_nothing_of_it_in(done.out + done.err, command)
    assert "one-and-two" not in done.out + done.err
    assert_nothing_of_it_in(
        "".join(path.read_text() for path in desk.temporary.rglob("*") if path.is_file()), "cache"
    )


def test_row_59_nor_in_the_ids_by_which_red_specs_run_again(desk):
    desk.env["CANARY"] = "C4n4ry-s3cr3t"
    desk.write(
        "a.spec.yaml",
        """
        spec: Rows
        secrets: [CANARY]
        matrix: {cell: [C4n4ry-s3cr3t, C4n4ry-s3cr3t!]}
        steps: [{check: "${{ matrix.cell }}", expect: {value: "${{ secrets.CANARY }}"}}]
        """,
    )
    assert desk.run("a.spec.yaml", "--report", "json=r.json").code == 1
    assert "C4n4ry" not in (desk.folder / ".specrunner/last.ndjson").read_text()
    assert "C4n4ry" not in (desk.folder / "r.json").read_text()
    again = desk.run("a.spec.yaml", "--rerun-failed")
    assert (again.code, "1 spec," in again.out) == (1, True)


def test_row_59_nor_in_the_arguments_that_the_record_keeps(desk):
    desk.write(
        "a.spec.yaml", "spec: S\nvars: {token: x}\nsteps: [{check: '${{ token }}', expect: {value: nothing}}]\n"
    )
    done = desk.run("a.spec.yaml", "--var", f"token={SECRET}", "-vv")
    assert done.code == 1
    assert_nothing_of_it_in(done.out + (desk.folder / ".specrunner/last.ndjson").read_text(), "record")
    assert "***TOKEN***" in done.out


def test_row_59_nor_when_a_process_has_no_terminal(canary):
    """Started by `setsid`, with nothing to read from: as cron and CI do."""
    done = canary.shell("setsid -w $SPECRUN a.spec.yaml -vv </dev/null", TERM="")
    assert done.code == 1
    assert "\x1b" not in done.out
    assert_nothing_of_it_in(done.out + done.err, "console")
