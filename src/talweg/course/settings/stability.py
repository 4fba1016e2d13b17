"""Stability: momentum in the valley, at rest as the race has it."""

from __future__ import annotations

from talweg.course.schema import Schema, of
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES

SCHEMA: Schema = {
    "kappa": of(SURFACES["valley"], "kappa"),
    "lr": of(OPTIMIZERS["momentum"], "lr", 0.05),
    "beta": of(OPTIMIZERS["momentum"], "beta"),
}
