"""Stability: momentum in the valley, at rest as the race has it; and the runs of any rule on any surface, measured.

`map` is what is mapped: the "rate" of momentum in the valley in the long run, in closed form, or the end of "runs",
which is what any other rule or surface gets. `kappa`, `lr` and `beta` are the hyperparameters of these names; `shape`
and `hyper` hold the others, and come before them where they name one of the three. None means "the first that fits"
(across, up: which hyperparameters the runs differ in) or "as the surface declares it" (start).
"""

from __future__ import annotations

from talweg.course.schema import (
    RULES,
    ChoiceField,
    HyperField,
    NumbersField,
    Schema,
    TableField,
    hypers,
    labels,
    of,
    views,
    whole,
)
from talweg.nouns import Optimizer, Surface
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES

TABLES = (hypers(Optimizer, RULES), hypers(Surface, SURFACES))

SCHEMA: Schema = {
    "kappa": of(SURFACES["valley"], "kappa"),
    "lr": of(OPTIMIZERS["momentum"], "lr", 0.05),
    "beta": of(OPTIMIZERS["momentum"], "beta"),
    "map": ChoiceField("rate", {"rate": "the pace in the long run", "runs": "the end of runs"}),
    "rule": ChoiceField("momentum", labels(Optimizer, RULES)),
    "surface": ChoiceField("valley", labels(Surface, SURFACES)),
    "hyper": TableField(TABLES[0], on="rule"),
    "shape": TableField(TABLES[1], on="surface"),
    "across": HyperField(TABLES, on=("rule", "surface")),
    "up": HyperField(TABLES, on=("rule", "surface"), apart="across"),
    "start": NumbersField(None, "a point", views=views(SURFACES), on="surface"),
    "steps": whole(200, 1, 1000),
}
