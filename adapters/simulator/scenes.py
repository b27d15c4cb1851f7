"""What the pretend community says and does in its three weeks, in the order of time (hours are UTC)."""

from datetime import time

from adapters.simulator.story import Scene

SCENES: tuple[Scene, ...] = ()
