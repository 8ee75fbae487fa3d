"""The executor: planned specs in, events out."""

from .bus import Bus, Sink
from .context import RunOptions
from .run import RunInfo, SystemClock, run_plan
from .stop import Stop

__all__ = ["Bus", "RunInfo", "RunOptions", "Sink", "Stop", "SystemClock", "run_plan"]
