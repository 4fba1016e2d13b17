"""Time in the store: whole milliseconds since 1970, UTC."""

from __future__ import annotations

import time

MINUTE, DAY = 60_000, 86_400_000


def now() -> int:
    """The time by this machine's clock."""
    return time.time_ns() // 1_000_000
