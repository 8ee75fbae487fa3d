"""`python -m benchmarks`: each figure beside its target and what it is compared with. Takes two to four minutes.

All times are CPU time of processes of their own: medians where they are short, the least of five rounds for runs.
Absolute figures depend on the machine; ratios compare things measured in turn on the same one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .command import Cost, cost_of, median_of
from .tree import STEPS_A_SPEC, write_tree

LINT_SPECS = 430
RUN_SPECS = 1000
FEW_SPECS = 10
ROUNDS = 5


def main() -> None:
    print(f"{'figure':44} {'measured':>12} {'beside':>34} {'ratio':>8}   target")
    with tempfile.TemporaryDirectory() as name, serving() as url:
        folder = Path(name)
        _start(folder)
        _lint(folder, url)
        _run(folder, url)


def _start(folder: Path) -> None:
    bare_s = median_of(9, lambda: cost_of(["-c", "pass"], folder).cpu_s)
    version_s = median_of(9, lambda: cost_of(["-m", "specrunner", "--version"], folder).cpu_s)
    _row("specrun --version", _ms(version_s), f"bare Python {_ms(bare_s)}", version_s / bare_s, "ratio up to 3")


def _lint(folder: Path, url: str) -> None:
    tree = folder / "lint"
    lines = write_tree(tree, LINT_SPECS, url)
    lint = ["-m", "specrunner", "lint", str(tree)]
    cost_of([*lint, "--no-cache"], folder)  # byte code, and the files into the system's memory
    peer_s = median_of(3, lambda: float(cost_of(["-m", "benchmarks.peer", str(tree)], folder).output))
    cold_s = median_of(3, lambda: cost_of([*lint, "--no-cache"], folder).cpu_s)
    cost_of(lint, folder)
    warm_s = median_of(5, lambda: cost_of(lint, folder).cpu_s)
    beside = f"CSafeLoader {_ms(peer_s)}"
    _row(f"lint of {lines:,} lines, unchanged", _ms(warm_s), beside, warm_s / peer_s, "ratio up to 0.5")
    _row(f"lint of {lines:,} lines, for the first time", _ms(cold_s), beside, cold_s / peer_s, "none")


def _run(folder: Path, url: str) -> None:
    """One request; then a thousand specs beside ten of them, so that start and imports cancel out."""
    one = folder / "one.spec.yaml"
    one.write_text(f"spec: One\nsteps:\n  - http: {{get: {url}/}}\n    expect: {{status: 200}}\n")
    one_s = median_of(5, lambda: cost_of(["-m", "specrunner", str(one), "-q"], folder).cpu_s)
    _row("a run of one GET", _ms(one_s), "", None, "up to 350 ms")

    few, many = folder / "few", folder / "many"
    write_tree(few, FEW_SPECS, url)
    write_tree(many, RUN_SPECS, url)
    # In turn, so that other work on the machine troubles all alike; it only ever adds, so the least is nearest.
    bare, few_runs, many_runs, few_dries, many_dries = zip(
        *(
            (
                cost_of(["-m", "benchmarks.bare", url, str(RUN_SPECS)], folder),
                _cost_of_run(few, folder),
                _cost_of_run(many, folder),
                _cost_of_run(few, folder, "--dry-run"),
                _cost_of_run(many, folder, "--dry-run"),
            )
            for _ in range(ROUNDS)
        ),
        strict=True,
    )
    bare_s = min(float(cost.output) for cost in bare)
    few_run, many_run, few_dry, many_dry = map(min, (few_runs, many_runs, few_dries, many_dries))
    requests = RUN_SPECS * STEPS_A_SPEC
    more = (RUN_SPECS - FEW_SPECS) * STEPS_A_SPEC
    prepare_s = (many_dry.cpu_s - few_dry.cpu_s) / more
    step_s = (many_run.cpu_s - few_run.cpu_s) / more - prepare_s
    client_s = bare_s / requests
    beside = f"bare loop {_us(client_s)} a request"
    _row("a step of a run", _us(step_s), beside, step_s / client_s, "ratio up to 1.5")
    _row("a step, less the HTTP client", _us(step_s - client_s), "", None, "up to 300 µs")
    _row("reading and planning a step", _us(prepare_s), "", None, "none")
    _row(
        f"memory of {RUN_SPECS} specs",
        f"{many_run.memory_mib:.0f} MiB",
        f"{FEW_SPECS} specs {few_run.memory_mib:.0f} MiB",
        None,
        f"up to 50 MiB more (is {many_run.memory_mib - few_run.memory_mib:.0f})",
    )
    _row(
        "of it while running",
        f"{many_run.memory_mib - many_dry.memory_mib:.0f} MiB",
        f"prepared {many_dry.memory_mib:.0f} MiB",
        None,
        "flat",
    )


def _cost_of_run(tree: Path, folder: Path, *options: str) -> Cost:
    return cost_of(["-m", "specrunner", "run", str(tree), *options], folder)


@contextmanager
def serving() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("server.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def _row(figure: str, measured: str, beside: str, ratio: float | None, target: str) -> None:
    shown = "" if ratio is None else f"{ratio:.2f}"
    print(f"{figure:44} {measured:>12} {beside:>34} {shown:>8}   {target}", flush=True)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs"


if __name__ == "__main__":
    main()
