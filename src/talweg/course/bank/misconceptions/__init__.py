"""The misconceptions that wrong answers come from. A teacher's table ranks a class by these names.

Each stands in the file of its section, or in `shared.py` where several meet it. What only the code section shares with
another stands with that other one.
"""
# ruff: noqa: F403

from collections.abc import Mapping
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

REPAIRS: Mapping[str, str] = MappingProxyType(
    {each.name: each.repair for each in list(vars().values()) if isinstance(each, Misconception)}
)
"""What is true instead, by the misconception's name."""
