"""Our schedules as functions that JAX traces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
from jax import numpy as jnp

from talweg.engine import arrays
from talweg.errors import DeclarationError
from talweg.nouns import Schedule
from talweg.nouns.shelf import described


def schedule(given: Schedule) -> Callable[[Any], Any]:
    """A schedule of ours as one of optax's: a function of the number of steps taken, traced or not, 0 at the first.

    Where a stair or a restart lies is decided in float64, whatever JAX's own setting: in float32 it may come a step
    late. The value is of JAX's usual dtype. Raises DeclarationError, or MissingError for a hyperparameter without a
    value.
    """
    if not isinstance(given, Schedule):
        raise DeclarationError(
            f"tw.jax.schedule takes a schedule with its hyperparameters, such as tw.cosine(peak=0.01, total=1_000); "
            f"got {described(given)}"
        )
    given.formula.require(given.hyper)

    def value(t: Any) -> Any:
        with jax.enable_x64(True):
            (found,) = arrays.run(given.formula, (jnp.asarray(t, dtype=jnp.float64),), given.hyper, jnp)
        return jnp.asarray(found, dtype=float)

    return value
