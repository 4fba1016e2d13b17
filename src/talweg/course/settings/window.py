"""Momentum's memory of a signal.

`drawn` holds the signal that was drawn by hand; None means the preset `signal`. `at` is the step under the cursor.
"""

from __future__ import annotations

from talweg.course.schema import ChoiceField, NumbersField, Schema, closed, of, whole
from talweg.optimizers import OPTIMIZERS

# Steps of the signal. A link holds at most 64 numbers in a list.
LENGTH = 60

SCHEMA: Schema = {
    "beta": of(OPTIMIZERS["momentum"], "beta"),
    "signal": ChoiceField(
        "constant",
        {
            "constant": "Constant",
            "alternating": "Alternating",
            "step": "A push that ends",
            "noise": "Noise",
        },
    ),
    "seed": whole(1, 1, 999_999),
    "drawn": NumbersField(
        None,
        f"a list of {LENGTH} numbers in [\N{MINUS SIGN}1, 1]",
        (closed(None, -1, 1),) * LENGTH,
        without="the preset is shown",
    ),
    "at": whole(20, 1, LENGTH),
}
