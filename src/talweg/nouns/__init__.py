"""Floor 2: the five nouns a formula can be declared as, each a small frozen record with its readers as methods."""

from talweg.nouns.function import Function, function
from talweg.nouns.loss import Loss, loss
from talweg.nouns.optimizer import Optimizer, State, optimizer
from talweg.nouns.plateau import Plateau, plateau
from talweg.nouns.schedule import Schedule, schedule
from talweg.nouns.shelf import Shelf
from talweg.nouns.surface import Surface, surface

__all__ = [
    "Function",
    "Loss",
    "Optimizer",
    "Plateau",
    "Schedule",
    "Shelf",
    "State",
    "Surface",
    "function",
    "loss",
    "optimizer",
    "plateau",
    "schedule",
    "surface",
]
