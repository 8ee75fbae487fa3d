"""The calculator as a program: `python -m specrunner.demo.calculator` speaks JSON-RPC, a line a message."""

import argparse
import sys

import orjson

from .rpc import talk


def main() -> int:
    """Until its input ends."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.stderr.write("the calculator is ready\n")
    sys.stderr.flush()
    for line in sys.stdin.buffer:
        for answer in talk(line):
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
            sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
