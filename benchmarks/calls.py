"""An `rpc` call beside the `http` step that sends the same bytes and asks the same: `python -m benchmarks.calls`.

CPU time of whole runs, less that of small ones; the least of several, since other work only adds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from .__main__ import serving
from .command import cost_of

STEPS_A_SPEC = 5
MANY, FEW = 200, 10
ROUNDS = 2

HTTP = """\
  - http:
      post: {url}/rpc
      json: {{jsonrpc: "2.0", id: 1, method: order.get, params: {{id: 7}}}}
    expect: {{status: 200, $.result.id: 7, $.result.sku: A-1, $.jsonrpc: "2.0", $.id: 1, $.error: {{exists: false}}}}
"""
RPC = """\
  - rpc: {{url: "{url}/rpc", method: order.get, params: {{id: 7}}, id: 1}}
    expect: {{http.status: 200, $.id: 7, $.sku: A-1}}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name, serving() as url:
        folder = Path(name)
        for kind, step in (("http", HTTP), ("rpc", RPC)):
            for count in (FEW, MANY):
                write(folder / f"{kind}-{count}", step.format(url=url), count)
        http_s, rpc_s = step_s(folder, "http"), step_s(folder, "rpc")
    ratio = rpc_s / http_s
    print(f"an http step {http_s * 1e6:.0f} µs, an rpc call {rpc_s * 1e6:.0f} µs, ratio {ratio:.2f} (up to 1.2)")


def write(tree: Path, step: str, count: int) -> None:
    tree.mkdir()
    for number in range(count):
        (tree / f"s{number}.spec.yaml").write_text(f"spec: S{number}\nsteps:\n{step * STEPS_A_SPEC}")


def step_s(folder: Path, kind: str) -> float:
    """Seconds for one step, reading and planning left out."""

    def cost(count: int, *options: str) -> float:
        command = ["-m", "specrunner", "run", str(folder / f"{kind}-{count}"), *options]
        return min(cost_of(command, folder).cpu_s for _ in range(ROUNDS))

    runs, dry = cost(MANY) - cost(FEW), cost(MANY, "--dry-run") - cost(FEW, "--dry-run")
    return (runs - dry) / ((MANY - FEW) * STEPS_A_SPEC)


if __name__ == "__main__":
    main()
