"""The shelf of surfaces as type checkers see it: each formula knows its hyperparameters by name."""

from talweg.surfaces._shelf import *
