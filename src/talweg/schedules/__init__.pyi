"""The shelf of schedules as type checkers see it: each formula knows its hyperparameters by name."""

from talweg.schedules._shelf import *
