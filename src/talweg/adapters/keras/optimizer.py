"""Our rules as Keras's optimizers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from talweg.adapters.keras.numbers import Planned, clock, described, described_rule, library, value
from talweg.engine import arrays
from talweg.errors import DeclarationError
from talweg.optimizers import OPTIMIZERS
from talweg.training import Pipeline

OWNER = "tw.keras.Optimizer"


@keras.saving.register_keras_serializable(package="talweg")
class Optimizer(keras.optimizers.Optimizer):  # type: ignore[misc]
    """A rule as a keras.Optimizer: `model.compile(tw.keras.Optimizer(tw.adan(lr=1e-3)), ...)`, on any backend.

    `rule` is an optimizer of ours or its name; its rate is Keras's `learning_rate`, which callbacks and Keras's own
    schedules set, and any of its hyperparameters may be a schedule of ours. What Keras does around a step it does here,
    too: `clipnorm`, `global_clipnorm`, `clipvalue`, `weight_decay`, `use_ema`, `gradient_accumulation_steps`, ...,
    under `options`; so it takes no pipeline. A schedule-free rule leaves its average in the weights when `fit` ends.
    Slots of variables of less than 4 bytes are float32.

    Keras keeps its rate in float32, and under JAX so are bias corrections. A rule from a shelf is saved with its model;
    one of your own is not, and get_config raises DeclarationError. Raises DeclarationError, UnknownNameError or
    RangeError for what is no rule.
    """

    def __init__(self, rule: Any, *, name: str | None = None, **options: Any) -> None:
        if isinstance(rule, Pipeline):
            raise DeclarationError(
                f"{OWNER} takes an optimizer, not a pipeline; Keras clips and averages by itself: "
                "tw.keras.Optimizer(tw.adam(), global_clipnorm=1.0, use_ema=True)"
            )
        taken = OPTIMIZERS.take(OWNER, described_rule(rule) if isinstance(rule, dict) else rule)
        own = taken.hyper[taken.rate] if taken.rate else 1.0
        rate = options.pop("learning_rate", Planned(own) if callable(own) else own)
        if taken.rate and isinstance(rate, int | float):
            taken.replace(**{taken.rate: rate})  # refuses what is no rate of the rule's
        super().__init__(learning_rate=rate, name=name or taken.name, **options)
        self.rule = taken
        self._kept: list[list[Any]] = []

    def build(self, variables: Sequence[Any]) -> None:
        """Make the slots of these variables."""
        if self.built:
            return
        super().build(variables)
        starts = self.rule.formula.starts
        self._kept = [
            [
                self.add_variable(
                    shape=each.shape,
                    initializer=keras.initializers.Constant(starts.get(slot, 0.0)),
                    dtype=_kept_in(each),
                    name=f"{each.name}_{slot}",
                )
                for slot in self.rule.slots
            ]
            for each in variables
        ]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Step one variable and its slots."""
        dtype = _kept_in(variable)
        kept = self._kept[self._get_variable_index(variable)]
        t = clock(self.iterations)
        hyper = {name: value(each, t) for name, each in self.rule.hyper.items() if name != self.rule.rate}
        if self.rule.rate:
            hyper[self.rule.rate] = keras.ops.cast(learning_rate, dtype)
        arrays_ = [keras.ops.cast(keras.ops.convert_to_tensor(each), dtype) for each in (variable, gradient, *kept)]
        place = self.rule.formula.arguments.index("t") if self.rule.uses_t else len(arrays_)
        arguments = [*arrays_[:place], *((t + 1,) if self.rule.uses_t else ()), *arrays_[place:]]
        found = arrays.run(self.rule.formula, arguments, hyper, library())
        for target, new in zip((variable, *kept), found, strict=True):
            self.assign(target, keras.ops.cast(new, target.dtype))

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Put the weights to evaluate into the variables: Keras asks for it at the end of `fit`."""
        super().finalize_variable_values(var_list)
        averaged = self.rule.averaged
        if averaged is None:
            return
        t = clock(self.iterations) - 1
        hyper = {name: value(each, t) for name, each in self.rule.hyper.items()}
        for each in var_list:
            slots = dict(zip(self.rule.slots, self._kept[self._get_variable_index(each)], strict=True))
            tensors = {name: keras.ops.convert_to_tensor(slot) for name, slot in slots.items()}
            each.assign(averaged(w=keras.ops.convert_to_tensor(each), **tensors, **hyper))

    def get_config(self) -> dict[str, Any]:
        """The rule as text and numbers, and Keras's own options. Raises DeclarationError for a rule of one's own."""
        return {**super().get_config(), "rule": described(self.rule)}


def _kept_in(variable: Any) -> str:
    """The dtype in which a variable is stepped, and its slots kept."""
    return "float64" if variable.dtype == "float64" else "float32"
