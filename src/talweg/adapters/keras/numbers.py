"""What a rule's numbers are at a step of Keras's, and in which library it counts."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import keras

from talweg.engine import arrays
from talweg.errors import DeclarationError
from talweg.nouns import Optimizer, Schedule
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

LIBRARIES = {"torch": "torch", "jax": "jax.numpy"}
"""The arrays of a backend; of any other, those of Keras itself, whose functions round float64 to float32."""


def library() -> ModuleType:
    """The library of Keras's backend."""
    return import_module(LIBRARIES.get(keras.backend.backend(), "keras.ops"))


def clock(iterations: Any) -> Any:
    """The steps taken, as an array that is as exact as the backend can count and decides no other array's dtype."""
    if keras.backend.backend() == "jax":
        return keras.ops.convert_to_tensor(iterations)  # whole numbers beside floats are weak there
    return keras.ops.cast(iterations, "float64" if keras.backend.backend() == "torch" else "float32")


def value(given: Any, t: Any) -> Any:
    """A hyperparameter after `t` steps: a schedule of ours is read where t lies, any other callable is called."""
    if not isinstance(given, Schedule):
        return given(t) if callable(given) else given
    if keras.backend.backend() == "jax":
        from talweg.adapters.jax.schedule import schedule

        return schedule(given)(t)
    return arrays.run(given.formula, (t,), given.hyper, library())[0]


@keras.saving.register_keras_serializable(package="talweg")
class Planned(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A schedule of ours as Keras's."""

    def __init__(self, plan: Any) -> None:
        self.plan: Any = described_plan(plan) if isinstance(plan, dict) else plan

    def __call__(self, step: Any) -> Any:
        """The rate after `step` steps."""
        return keras.ops.cast(value(self.plan, clock(step)), "float32")

    def get_config(self) -> dict[str, Any]:
        """Its name and its numbers."""
        return {"plan": described(self.plan)}


def described(given: Any) -> dict[str, Any]:
    """A rule or a schedule of a shelf as plain text and numbers. Raises DeclarationError for any other."""
    shelf: Any = OPTIMIZERS if isinstance(given, Optimizer) else SCHEDULES
    if getattr(given, "name", None) not in shelf or shelf[given.name].formula is not given.formula:
        raise DeclarationError(
            f"tw.keras: {given!r:.60} is on no shelf, so Keras cannot keep it in a file; keep the model's weights, as "
            "save_weights does, and make the optimizer anew"
        )
    hyper = {name: {"plan": described(each)} if callable(each) else each for name, each in given.hyper.items()}
    return {"name": given.name, "hyper": hyper}


def described_plan(kept: dict[str, Any]) -> Any:
    """The schedule that was described so."""
    hyper = {name: tuple(each) if isinstance(each, list) else each for name, each in kept["hyper"].items()}
    return SCHEDULES[kept["name"]](**hyper)


def described_rule(kept: dict[str, Any]) -> Optimizer:
    """The rule that was described so."""
    hyper = {
        name: described_plan(each["plan"]) if isinstance(each, dict) else each for name, each in kept["hyper"].items()
    }
    return OPTIMIZERS[kept["name"]].replace(**hyper)
