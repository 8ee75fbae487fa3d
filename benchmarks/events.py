"""Server-sent events, decoded and asserted: by our decoder, by a whole `sse` step, and by httpx-sse.

`python -m benchmarks.events` prints events a second of CPU time, on one core, the best of several turns taken in
alternation. The stream is the same for all: an id, a name and a line of JSON each, in chunks of 16 KiB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COUNT = 10_000
CHUNK_BYTES = 16 * 1024
TURNS = 7

STREAM = b"".join(
    b'id: %d\nevent: tick\ndata: {"seq": %d, "price": 12.5, "text": "tea & mugs"}\n\n' % (n, n) for n in range(COUNT)
)
CHUNKS = [STREAM[at : at + CHUNK_BYTES] for at in range(0, len(STREAM), CHUNK_BYTES)]


def ours() -> None:
    from specrunner.wire import SseDecoder, SseEvent

    decoder = SseDecoder()
    count = 0
    for chunk in CHUNKS:
        for item in decoder.feed(chunk):
            assert isinstance(item, SseEvent)
            assert item.event == "tick"
            assert json.loads(item.data)["seq"] == count
            count += 1
    assert count == COUNT


def httpx_sse() -> None:
    # Its own way from bytes to events, without a network: the lines of the text into its decoder.
    from httpx_sse._decoders import SSEDecoder, SSELineDecoder

    lines, decoder = SSELineDecoder(), SSEDecoder()
    count = 0
    for chunk in CHUNKS:
        for line in lines.decode(chunk.decode()):
            event = decoder.decode(line.rstrip("\n"))
            if event is not None:
                assert event.event == "tick"
                assert json.loads(event.data)["seq"] == count
                count += 1
    assert count == COUNT


SPEC = """
spec: Ten thousand events
steps:
  - sse: {get: "%s", limits: {body: 64MiB}}
    collect: {count: %d, within: 60s}
    expect:
      events: {count: %d}
      events[*].event: {each: tick}
      events[*].json.seq: {sorted: ascending, unique: true}
"""

SERVER = """
import http.server, sys
sys.path.insert(0, sys.argv[1])
from benchmarks.events import CHUNKS
class Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for chunk in CHUNKS[: None if self.path == "/all" else 1]:
            self.wfile.write(chunk)
    def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
print(server.server_port, flush=True)
server.serve_forever()
"""


def whole_step() -> float:
    """Seconds of CPU that a step over all events takes more than one over three of them."""
    from .command import cost_of

    root = Path(__file__).parents[1]
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen([sys.executable, "-c", SERVER, str(root)], stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            folder = Path(name)
            costs: dict[str, list[float]] = {"few": [], "all": []}
            for path, count in (("few", 3), ("all", COUNT)):
                (folder / f"{path}.spec.yaml").write_text(SPEC % (f"{url}/{path}", count, count))
            for _ in range(TURNS):
                for path, found in costs.items():
                    found.append(cost_of(["-m", "specrunner", f"{path}.spec.yaml", "-q"], folder).cpu_s)
            return min(costs["all"]) - min(costs["few"])
        finally:
            server.terminate()


def cpu_of(work: Callable[[], None]) -> float:
    started_s = time.process_time()
    work()
    return time.process_time() - started_s


def main() -> None:
    found: dict[str, list[float]] = {"ours": [], "httpx-sse": []}
    for _ in range(TURNS):
        found["ours"].append(cpu_of(ours))
        found["httpx-sse"].append(cpu_of(httpx_sse))
    for name, times in found.items():
        print(f"{name:30} {COUNT / min(times):>12,.0f} events a second")
    print(f"{'a whole step':30} {COUNT / whole_step():>12,.0f} events a second")


if __name__ == "__main__":
    main()
