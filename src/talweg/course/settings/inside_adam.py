"""Inside Adam: one parameter, the gradients that arrive, and Adam's own hyperparameters."""

from __future__ import annotations

from talweg.course.schema import ChoiceField, Schema, of, whole
from talweg.optimizers import OPTIMIZERS

ADAM = OPTIMIZERS["adam"]

SCHEMA: Schema = {
    "signal": ChoiceField(
        "noisy",
        {
            "constant": "Constant",
            "alternating": "Alternating",
            "sparse": "Sparse",
            "noisy": "Noisy",
            "tiny": "Tiny, 1e\N{MINUS SIGN}4",
        },
    ),
    "seed": whole(1, 1, 99),
    "step": whole(1, 1, 30),
    **{name: of(ADAM, name) for name in ADAM.formula.hyper},
}
