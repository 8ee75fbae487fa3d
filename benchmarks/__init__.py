"""How fast specrunner is, measured on the machine at hand: `python -m benchmarks`."""
