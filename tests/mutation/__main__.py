"""Breaks every spec in every way, and prints what became of the mutants.

    python -m tests.mutation [FILE ...] [--jobs N]

Exit code 1 when one survived, or was caught in the wrong place.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time

from .score import Score
from .suite import ELSEWHERE, files_elsewhere, spec_files, try_file


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Tries every slip in every spec.")
    parser.add_argument(
        "files", nargs="*", help="specs and fragments, such as specs/http/json.spec.yaml; all unless given"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes; one a processor")
    options = parser.parse_args()
    files = [file for file in spec_files() if not options.files or file in options.files]
    elsewhere = [file for file in files_elsewhere() if not options.files or file in options.files]
    total, escaped, began_s = Score(), 0, time.monotonic()
    if elsewhere:
        total.files[ELSEWHERE] = len(elsewhere)
    # Spawned, not forked: as clean as the command itself.
    with multiprocessing.get_context("spawn").Pool(min(options.jobs, len(files) or 1)) as pool:
        for file, score, missed in pool.imap_unordered(try_file, files, chunksize=1):
            total.add(score)
            escaped += len(missed)
            count = f"{sum(score.fates.values())} mutants{f', {len(missed)} escaped' if missed else ''}"
            print("\n  ".join((f"{file}: {count}", *missed)), flush=True)
    print(f"\n{len(files)} files, {time.monotonic() - began_s:.0f} s\n")
    print("\n".join(total.lines()))
    return 1 if escaped or not total.fates else 0


if __name__ == "__main__":
    sys.exit(main())
