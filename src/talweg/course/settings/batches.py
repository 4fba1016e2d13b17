"""Three batch sizes on the same examples.

`equal` says of what all three get the same amount; `step` counts it. None means "as it rests" (start) or "at the end"
(step); a size may be "all".
"""

from __future__ import annotations

from talweg.course.data import batches
from talweg.course.schema import ChoiceField, NumbersField, Schema, closed, of, whole
from talweg.optimizers import OPTIMIZERS

COUNT = len(batches.examples()[1])
STEPS = f"np.where(equal < 1, passes * {COUNT}, updates)"

SCHEMA: Schema = {
    "size": NumbersField((1, 32, "all"), "a list of 3 sizes", (whole(None, 1, COUNT),) * 3, word="all"),
    "equal": ChoiceField("examples", {"examples": "examples seen", "updates": "updates"}),
    "passes": whole(3, 1, 10),
    "updates": whole(60, 1, 100),
    "rates": ChoiceField("same", {"same": "the same for all", "best": "each its own best"}),
    "rate": of(OPTIMIZERS["sgd"], "lr", 0.5),
    "start": NumbersField(None, "a point", tuple(closed(None, *span) for span in batches.VIEW)),
    "seed": whole(1, 1, 999_999),
    "step": whole(None, 0, STEPS, none=STEPS),
}
