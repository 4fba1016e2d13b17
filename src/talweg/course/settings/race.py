"""The race: rules on one surface.

None means "as the surface declares it" (start), "at the end" (step), "the whole map" (view: its middle x, y and how
many times it is enlarged) or "as it rests" (angle: turn and tilt in degrees). `shape` and `hyper` hold only what
differs from the formulas' own defaults; `predict` hides the paths until a guess.
"""

from __future__ import annotations

from talweg.course.schema import (
    RULES,
    ChoiceField,
    NumbersField,
    Schema,
    SeveralField,
    TableField,
    TablesField,
    closed,
    hypers,
    labels,
    of,
    views,
    whole,
)
from talweg.nouns import Optimizer, Surface
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES

VIEWS = views(SURFACES)

SCHEMA: Schema = {
    "surface": ChoiceField("valley", labels(Surface, SURFACES)),
    "shape": TableField(hypers(Surface, SURFACES), on="surface"),
    "rules": SeveralField(("sgd", "momentum", "adam"), labels(Optimizer, RULES), "rule"),
    "equal": ChoiceField(
        "rate",
        {
            "rate": "the same rate",
            "best": "each at its own best rate",
            "gradients": "the same number of gradients",
        },
    ),
    "rate": of(OPTIMIZERS["sgd"], "lr", 0.05),
    "hyper": TablesField(hypers(Optimizer, RULES), "rule"),
    "start": NumbersField(None, "a point", views=VIEWS, on="surface"),
    "steps": whole(50, 1, 1000),
    "step": whole(None, 0, "steps", none="steps"),
    "predict": whole(0, 0, 1),
    "view": NumbersField(
        None,
        "a place and an enlargement x, y, zoom",
        (closed(1, 0.25, 1000),),
        VIEWS,
        on="surface",
        without="showing the whole map",
    ),
    "look": ChoiceField("flat", {"flat": "Map", "solid": "3-D"}),
    "angle": NumbersField(None, "a turn and a tilt in degrees", (closed(-24, -180, 180), closed(36, 15, 85))),
}
