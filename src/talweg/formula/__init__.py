"""Floor 0: what a formula is, its legal ranges, its errors, and the printers that read it."""

from talweg.formula.declaration import Formula, Hyperparameter, declare
from talweg.formula.expression import Expression, Inequality, expression, inequality
from talweg.formula.primitives import row_max, row_size, row_sum
from talweg.formula.ranges import (
    AVERAGE,
    DECAY,
    EPSILON,
    RATE,
    Average,
    Count,
    Decay,
    Epsilon,
    EpsilonOrZero,
    Milestones,
    NonNegative,
    Positive,
    Range,
    Rate,
    Role,
    Steps,
    Switch,
    UnitInterval,
)
from talweg.formula.written import written

__all__ = [
    "AVERAGE",
    "DECAY",
    "EPSILON",
    "RATE",
    "Average",
    "Count",
    "Decay",
    "Epsilon",
    "EpsilonOrZero",
    "Expression",
    "Formula",
    "Hyperparameter",
    "Inequality",
    "Milestones",
    "NonNegative",
    "Positive",
    "Range",
    "Rate",
    "Role",
    "Steps",
    "Switch",
    "UnitInterval",
    "declare",
    "expression",
    "inequality",
    "row_max",
    "row_size",
    "row_sum",
    "written",
]
