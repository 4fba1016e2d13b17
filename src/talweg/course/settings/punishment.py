"""What a loss charges: for an error, and for a class. The first class is 0.

At rest an error of 4, and the worked case p = (0.2, 0.7, 0.1) with the middle class right.
"""

from __future__ import annotations

from talweg.course.schema import OfShelf, Schema, SeveralField, closed, of, whole
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.nouns.targets import NUMBER

REGRESSION = ("mse", "mae", "huber")


def label(loss: Loss) -> str | None:
    """What a loss is called that charges for an error: one prediction, and any number as its target."""
    return loss.label if loss.targets == NUMBER and len(loss.parts) == 1 else None


SCHEMA: Schema = {
    "error": closed(4, -5, 5),
    "delta": of(LOSSES["huber"], "delta"),
    "show": SeveralField(REGRESSION, OfShelf(Loss, {name: LOSSES[name] for name in REGRESSION}, label), "loss"),
    "z1": closed(-1.609438, -8, 8),
    "z2": closed(-0.356675, -8, 8),
    "z3": closed(-2.302585, -8, 8),
    "correct": whole(1, 0, 2),
}
