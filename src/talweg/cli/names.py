"""What stands on the command line for a rate, a schedule or a point: `cosine:floor=1e-5`, `5,3`."""

from __future__ import annotations

from math import inf

from talweg.cli.own import taken, unset
from talweg.errors import MissingError, RangeError
from talweg.nouns import Optimizer, Schedule
from talweg.nouns.shelf import number
from talweg.schedules import SCHEDULES


def rate_of(rule: Optimizer) -> str:
    """The name of the rate of `rule`. Raises MissingError where it declares none."""
    if rule.rate is None:
        raise MissingError(f"{rule.name} declares no rate, such as lr: Rate = 0.01, for --lr and --schedule to set")
    return rule.rate


def schedule_of(text: str, peak: float, total: int, warmup: float) -> Schedule:
    """The schedule that `text` names, over `total` steps."""
    if not 0 <= warmup < inf:
        raise RangeError(f"--warmup must lie in [0, inf), got {warmup:g}")
    lengths = {"total": total, "warmup": round(warmup * total) if warmup < 1 else round(warmup)}
    takes = taken(SCHEDULES, unset(text)).formula.hyper
    return taken(SCHEDULES, text, {k: v for k, v in ({"peak": peak} | lengths).items() if k in takes})


def point(text: str) -> tuple[float, float]:
    """The two numbers of `x,y`."""
    parts = text.split(",")
    if len(parts) != 2:
        raise RangeError(f"--start takes two numbers, such as 5,3; got {text!r}")
    return number(parts[0], "--start"), number(parts[1], "--start")
