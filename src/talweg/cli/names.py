"""What stands on the command line for a noun, a schedule or a point: `adam:lr=0.01,beta2=0.99`, `5,3`."""

from __future__ import annotations

from math import inf
from typing import Any

from talweg.errors import MissingError, RangeError
from talweg.formula.ranges import Rising
from talweg.nouns import Optimizer, Schedule, Shelf
from talweg.nouns.noun import Noun
from talweg.schedules import SCHEDULES


def read(text: str, shelf: Shelf[Any], defaults: dict[str, float] | None = None) -> Any:
    """The noun that `name` or `name:key=value,key=value` stands for."""
    name, _, settings = text.partition(":")
    hyper: dict[str, Any] = dict(defaults or {})
    for setting in filter(None, settings.split(",")):
        key, equals, value = setting.partition("=")
        if not equals:
            raise RangeError(f"{text!r}: write {name}:name=value,name=value, not {setting!r}")
        legal = shelf[name].formula.hyper.get(key)
        if legal is not None and isinstance(legal.range, Rising):  # several numbers: 30/60
            hyper[key] = tuple(number(part, f"{name}: {key}") for part in value.split("/"))
        else:
            hyper[key] = number(value, f"{name}: {key}")
    noun: Noun = shelf[name]
    return noun.replace(**hyper) if hyper else noun


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
    name = text.partition(":")[0]
    takes = SCHEDULES[name].formula.hyper
    found: Schedule = read(text, SCHEDULES, {"peak": peak} | {k: v for k, v in lengths.items() if k in takes})
    return found


def point(text: str) -> tuple[float, float]:
    """The two numbers of `x,y`."""
    parts = text.split(",")
    if len(parts) != 2:
        raise RangeError(f"--start takes two numbers, such as 5,3; got {text!r}")
    return number(parts[0], "--start"), number(parts[1], "--start")


def number(text: str, owner: str) -> float:
    """The number that `text` is; `owner` is named where it is none."""
    try:
        return float(text)
    except ValueError:
        raise RangeError(f"{owner} takes a number, got {text!r}") from None
