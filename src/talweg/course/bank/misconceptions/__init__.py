"""The misconceptions that wrong answers come from. A teacher's table ranks a class by these names.

Each stands in the file of its section, or in `shared.py` where several meet it. What only the code section shares with
another stands with that other one.
"""
# ruff: noqa: F403

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from talweg.course.bank.misconceptions.adam import *
from talweg.course.bank.misconceptions.batches import *
from talweg.course.bank.misconceptions.code import *
from talweg.course.bank.misconceptions.loss import *
from talweg.course.bank.misconceptions.momentum import *
from talweg.course.bank.misconceptions.race import *
from talweg.course.bank.misconceptions.schedule import *
from talweg.course.bank.misconceptions.shared import *
from talweg.course.bank.misconceptions.stall import *
from talweg.course.bank.misconceptions.step import *
from talweg.course.question import Misconception
from talweg.errors import RangeError

_repairs = {each.name: each.repair for each in list(vars().values()) if isinstance(each, Misconception)}
REPAIRS: Mapping[str, str] = MappingProxyType(_repairs)
"""What is true instead, by the misconception's name."""


def add(declared: Iterable[Misconception]) -> None:
    """Add misconceptions to those of this process. Raises RangeError where a name has another repair already."""
    found = dict[str, str]()
    for each in declared:
        known = (_repairs | found).get(each.name, each.repair)
        if known != each.repair:
            raise RangeError(
                f"the misconception {each.name!r} is known, and {known!r} is said of it; import that one, or give yours "
                "another name"
            )
        found[each.name] = each.repair
    _repairs.update(found)
