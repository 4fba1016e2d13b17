"""Our losses for JAX: traced, with their own derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax import numpy as jnp

from talweg.adapters import batches
from talweg.errors import DtypeError, unknown
from talweg.losses import LOSSES
from talweg.nouns.loss import REDUCTIONS


def loss(given: Any, reduction: str = "mean") -> Callable[..., Any]:
    """A loss of ours, or its name, as a function (y_hat, y, weights=None) for `jax.grad`, `jit` and `vmap`.

    Its derivative by y_hat, forward and backward, is the loss's own gradient, which can be derived again. Shapes,
    weights and `reduction` (mean, sum or none) are those of `Loss.value_and_grad`. Targets are checked where they are
    no tracers; of traced ones, an example whose class is none has the loss NaN. Predictions of less than 4 bytes are
    computed in float32. Targets and weights have no derivative: asking for one raises DtypeError.
    """
    taken = LOSSES.take("tw.jax.loss", given)
    if reduction not in REDUCTIONS:
        raise unknown(taken.name, "reduction", str(reduction), REDUCTIONS)

    def both(y_hat: Any, y: Any, weights: Any) -> tuple[Any, Any]:
        return batches.value_and_grad(
            taken, jnp, lambda each: jnp.asarray(each, dtype=y_hat.dtype), y_hat, y, weights, reduction
        )

    @jax.custom_jvp  # type: ignore[untyped-decorator]
    def value(y_hat: Any, y: Any, weights: Any) -> Any:
        return both(y_hat, y, weights)[0]

    def derived(primals: Any, tangents: Any) -> tuple[Any, Any]:
        for noun, tangent in zip(("targets", "weights"), jax.tree.leaves(tangents[1:], is_leaf=_is_zero), strict=False):
            if not _is_zero(tangent):
                raise DtypeError(f"{taken.name}: the {noun} have no derivative here; pass jax.lax.stop_gradient(...)")
        found, gradient = both(*primals)
        along = jnp.zeros_like(gradient) if _is_zero(tangents[0]) else gradient * tangents[0]
        return found, along.sum(axis=tuple(range(found.ndim, along.ndim)))

    value.defjvp(derived, symbolic_zeros=True)

    def called(y_hat: Any, y: Any, weights: Any = None) -> Any:
        predictions, targets = jnp.asarray(y_hat), jnp.asarray(y)
        if not jnp.issubdtype(predictions.dtype, jnp.floating):
            raise DtypeError(f"{taken.name}: predictions are {predictions.dtype}; pass floating point")
        if not isinstance(y, jax.core.Tracer):
            batches.check(taken, predictions.shape, np.asarray(y))
        if predictions.dtype.itemsize < 4:
            predictions = predictions.astype(jnp.float32)
        if jnp.issubdtype(targets.dtype, jnp.floating):
            targets = targets.astype(predictions.dtype)
        counts = None if weights is None else jnp.asarray(weights, dtype=predictions.dtype)
        return value(predictions, targets, counts)

    return called


def _is_zero(tangent: Any) -> bool:
    return isinstance(tangent, jax.custom_derivatives.SymbolicZero)
