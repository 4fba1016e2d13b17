"""The shelf of optimizers as type checkers see it: each formula knows its hyperparameters by name."""

from talweg.optimizers._shelf import *
