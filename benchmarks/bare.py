"""The loop to compare with: the same requests over the same client, and nothing else. Prints CPU seconds.

`python -m benchmarks.bare URL SPECS`: a session of five requests for each spec, as many at a time as a run has jobs.
"""

from __future__ import annotations

import os
import sys
import time

import trio

from specrunner.plugin import Progress
from specrunner.transport import HttpRequest, HttpTransport

from .tree import STEPS_A_SPEC


async def loop(url: str, count: int) -> None:
    async with HttpTransport() as transport:
        numbers = iter(range(count))

        async def work() -> None:
            for number in numbers:
                session = transport.new_session()
                headers = (("Accept", "application/json"), ("X-Trace", f"t-{number}"))
                for step in range(1, STEPS_A_SPEC + 1):
                    request = HttpRequest("GET", f"{url}/orders/{step}", headers=headers)
                    result = await transport.send(request, session, Progress(started_s=0.0))
                    assert result.fault is None, result.fault

        async with trio.open_nursery() as nursery:
            for _ in range(2 * (os.cpu_count() or 1)):
                nursery.start_soon(work)


if __name__ == "__main__":
    trio.run(loop, sys.argv[1], 1)  # what loads on first use is not the loop's
    started_s = time.process_time()
    trio.run(loop, sys.argv[1], int(sys.argv[2]))
    print(time.process_time() - started_s)
