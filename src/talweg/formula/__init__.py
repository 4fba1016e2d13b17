"""Floor 0: what a formula is, its legal ranges, its errors, and the printers that read it."""

from talweg.formula.declaration import Formula, Hyperparameter, declare
from talweg.formula.expression import Expression, Inequality, expression, inequality
from talweg.formula.functions import row_max, row_sum
from talweg.formula.ranges import Count, NonNegative, Positive, Range, Steps, UnitInterval

__all__ = [
    "Count",
    "Expression",
    "Formula",
    "Hyperparameter",
    "Inequality",
    "NonNegative",
    "Positive",
    "Range",
    "Steps",
    "UnitInterval",
    "declare",
    "expression",
    "inequality",
    "row_max",
    "row_sum",
]
