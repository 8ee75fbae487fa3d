"""The command as text, and run: curl must send what we sent."""

import re
import shutil
import subprocess

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from specrunner.events import Exchange, Headers, Message
from specrunner.protocols.http import HTTP
from specrunner.requests.curl import curl
from specrunner.requests.model import WholeRequest
from specrunner.transport import HttpTransport

from .fakes import FakeFiles, context
from .server import Recorded, recorder

USUAL = (("Host", "h"), ("User-Agent", "specrunner/0.1.0"), ("Accept", "*/*"), ("Accept-Encoding", "gzip"))
SHOWN = "curl --compressed -A specrunner/0.1.0"


def command(
    method: str = "GET",
    url: str = "http://h/x",
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
    usual: tuple[tuple[str, str], ...] = USUAL,
    **options: object,
) -> str:
    attributes = {"method": method, "url": url}
    sent = Message(f"{method} {url}", Headers((*usual, *headers)), body, attributes)
    return curl(Exchange("http", (sent,), attributes={"request": options} if options else {}))


TYPE = ("Content-Type", "application/json")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (command(), f"{SHOWN} http://h/x"),
        (command(url="http://h/a?b=1&c=2"), f"{SHOWN} 'http://h/a?b=1&c=2'"),
        (command("HEAD"), "curl --head --compressed -A specrunner/0.1.0 http://h/x"),
        (command("DELETE"), "curl -X DELETE --compressed -A specrunner/0.1.0 http://h/x"),
        (command("POST"), "curl -X POST --compressed -A specrunner/0.1.0 http://h/x"),
        (command("POST", headers=(TYPE, ("Content-Length", "9")), body=b"{\"a\": '\"}"),
         f"""{SHOWN} -H 'Content-Type: application/json' --data-raw '{{"a": '"'"'"}}' http://h/x"""),
        (command("PUT", body=b"x"),
         "curl -X PUT --compressed -A specrunner/0.1.0 -H Content-Type: --data-raw x http://h/x"),
        (command("GET", headers=(TYPE,), body=b"x"),
         "curl -X GET --compressed -A specrunner/0.1.0 -H 'Content-Type: application/json' "
         "--data-raw x http://h/x"),
        (command("POST", headers=(TYPE,), body=b"\xff\x00"),
         f"printf %s /wA= | base64 -d | {SHOWN} -H 'Content-Type: application/json' --data-binary @- http://h/x"),
        (command("POST", headers=(TYPE,), body=b"x" * 40_000),
         f"{SHOWN} -H 'Content-Type: application/json' --data-binary @body http://h/x"
         "  # `body` stands for the 40000 bytes that were sent"),
        (command("POST", headers=(TYPE,), body=b"x" * 40_000, body_file="/specs/my file.json"),
         f"{SHOWN} -H 'Content-Type: application/json' --data-binary '@/specs/my file.json' http://h/x"),
        (command(headers=(("X-Empty", ""), ("Cookie", "a=b"), ("Authorization", "Bearer t"))),
         f"{SHOWN} -H 'X-Empty;' -H 'Cookie: a=b' -H 'Authorization: Bearer t' http://h/x"),
        (command(usual=(("Host", "other"),)), "curl -H 'Host: other' -H User-Agent: -H Accept: http://h/x"),
        (command(url="https://h/x"), "curl --http1.1 --compressed -A specrunner/0.1.0 https://h/x"),
        (command(url="https://h/x", http2=True),
         "curl --http2 --compressed -A specrunner/0.1.0 https://h/x"),
        (command(http2=True), "curl --http2-prior-knowledge --compressed -A specrunner/0.1.0 http://h/x"),
        (command(url="https://h/x", verify=False, ca="/c a", cert="/c", key="/k", proxy="http://p:1",
                 min_version="1.2"),
         "curl --http1.1 --insecure --cacert '/c a' --cert /c --key /k --proxy http://p:1 --tlsv1.2 --compressed "
         "-A specrunner/0.1.0 https://h/x"),
        (command(url="https://10.0.0.1:8443/x", server_name="shop.test", usual=USUAL[1:]),
         "curl --http1.1 --compressed -A specrunner/0.1.0 --connect-to shop.test:8443:10.0.0.1:8443 "
         "-H 'Host: 10.0.0.1:8443' https://shop.test:8443/x"),
        (command(url="https://[::1]/x", server_name="shop.test", usual=USUAL[1:]),
         "curl --http1.1 --compressed -A specrunner/0.1.0 --connect-to 'shop.test:443:[::1]:443' "
         "-H 'Host: [::1]' https://shop.test:443/x"),
        (command(max_redirects=3),
         "curl --location --max-redirs 3 --compressed -A specrunner/0.1.0 http://h/x"),
        (command(headers=(("Authorization", "Digest username=ann"),), digest_user="ann"),
         "curl --digest --user ann --compressed -A specrunner/0.1.0 http://h/x"),
        (command(url="http://h/a[1]"), f"{SHOWN} --globoff 'http://h/a[1]'"),
        (command(url="http://h/a/../b"), f"{SHOWN} --path-as-is http://h/a/../b"),
        (command("POST", headers=(("Content-Type", "multipart/form-data; boundary=B"),), body=b"...",
                 parts=[{"name": "n", "value": "a;b"}, {"name": "f", "file": '/s/a"b.png', "filename": "x,y.png",
                         "content_type": "image/png", "headers": ["X-Id: 7"]},
                        {"name": "j", "value": '{"a":1}', "content_type": "application/json"}]),
         f"{SHOWN} --form-string 'n=a;b' --form "
         r"""'f=@"/s/a\"b.png";filename="x,y.png";type=image/png;headers="X-Id: 7"' """
         r"""--form 'j="{\"a\":1}";type=application/json' http://h/x"""),
    ],
)  # fmt: skip
def test_a_request_becomes_a_command(made, expected):
    assert made == expected


def test_where_nothing_was_sent_there_is_no_command():
    assert curl(Exchange("http")) == ""


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
@settings(max_examples=30, deadline=None)
def test_no_text_breaks_out_of_its_quotes(text):
    made = command("POST", "http://h/x", (("X", text),), b"x", body_file=text)
    words = subprocess.run(["sh", "-c", f"printf '%s\\0' {made}"], capture_output=True, check=True).stdout
    assert f"@{text}".encode() in words.split(b"\0")
    assert (f"X: {text}" if text else "X;").encode() in words.split(b"\0")


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def comparable(request: Recorded) -> tuple[object, ...]:
    """What must be equal: fields but their order, and the boundary, which is made anew each time."""
    boundary = re.search(r"boundary=(\S+)", "".join(request.all("content-type")))
    mark = boundary[1] if boundary else "no boundary"
    unequal = {"host", "accept-encoding", "content-length", "connection"}
    fields = sorted((k.lower(), v.replace(mark, "B")) for k, v in request.headers if k.lower() not in unequal)
    return request.method, request.target, fields, request.body.replace(mark.encode(), b"B")


@needs_curl
@pytest.mark.parametrize(
    "fields",
    [
        {"get": "/x?a=1&b=%20"},
        {"get": "/a/../%2e/[1]{2}?q=ü", "params": {"x y": ["1", "&"]}},
        {"head": "/x"},
        {"options": "/x", "headers": {"Accept": None, "User-Agent": None}},
        {"delete": "/x", "headers": {"X-A": ["1", "2"], "X-Empty": "", "X-Quote": "it's \"$HOME\" `x` \\"}},
        {"post": "/x"},
        {"post": "/x", "json": {"a": "it's", "b": [1, None]},
         "auth": {"basic": {"username": "a", "password": "b'c"}}},
        {"put": "/x", "body": "line 1\nline 2 @file"},
        {"post": "/x", "body": "@not-a-file", "headers": {"Content-Type": None}},
        {"patch": "/x", "form": {"a": "b c", "d": ["1", "2"]}, "cookies": {"c": "1", "d": "2"}},
        {"post": "/x", "file": "a.bin"},
        {"post": "/x", "multipart": [
            {"name": "n", "value": "a;type=x"},
            {"name": "j", "value": {"a": 'q"uote'}},
            {"name": "f", "file": "a.bin", "filename": "x y.png", "headers": {"X-Id": 7}},
        ]},
        {"method": "PURGE", "url": "/x", "headers": {"Host": "other.test"}},
        {"query": "/x", "body": "select"},
        {"get": "/x", "body": "in a get"},
    ],
)  # fmt: skip
async def test_curl_sends_what_was_sent(fields, tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))

    class Files(FakeFiles):
        def path(self, name):
            return tmp_path / name

        def read(self, name):
            return self.path(name).read_bytes()

    async with recorder() as server, HttpTransport() as transport:
        action = WholeRequest.model_validate({"base_url": server.url, **fields})
        exchange = await HTTP.runner.run(action, context(transport, Files()))
        assert exchange.fault is None
        made = HTTP.curl(exchange).replace("curl ", "curl --silent --show-error --max-time 5 ", 1)
        with trio.fail_after(10):
            await trio.run_process(["sh", "-c", made], capture_stdout=True, cwd=tmp_path)
        ours, theirs = server.requests
    assert comparable(theirs) == comparable(ours)
