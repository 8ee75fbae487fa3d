"""For all tests: which specrunner it is, and how long an example of Hypothesis may take."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from .tree import ROOT

# Every process that a test starts inherits this: without it, `python -m specrunner` is whichever is installed.
os.environ["PYTHONPATH"] = str(ROOT)

# Hypothesis measures by the clock on the wall, which tells of what else the machine does. Where time is what a
# test is about, it counts steps, or CPU seconds.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
