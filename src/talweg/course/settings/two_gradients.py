"""Two losses of one prediction: at rest the lesson's case, p = 0.02 for a label of 1.

`lr`, `steps` and `step` are the neuron's, `pace` and `at` (the rate of cross-entropy, and the step) those of the runs
on real data; None is the last step.
"""

from __future__ import annotations

from talweg.course.data import stall
from talweg.course.schema import ChoiceField, Schema, closed, of, whole
from talweg.course.schema.text import number
from talweg.lab.claims.experiments.stall import RATES
from talweg.optimizers import OPTIMIZERS

SCHEMA: Schema = {
    "z": closed(-3.8918, -10, 10),
    "y": whole(1, 0, 1),
    "scale": ChoiceField("linear", {"linear": "linear", "log": "log"}),
    "lr": of(OPTIMIZERS["sgd"], "lr", 0.5),
    "steps": whole(100, 1, 1000),
    "step": whole(None, 0, "steps", none="steps"),
    "pace": ChoiceField("0.1", {number(rate): number(rate) for rate in RATES}),
    "at": whole(None, 0, stall.STEPS, none=stall.STEPS),
}
