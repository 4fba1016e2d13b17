"""Our rules as optax's gradient transformations: pure functions that JAX compiles, maps and shards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import numpy as jnp

from talweg.adapters.jax.schedule import schedule
from talweg.engine import arrays
from talweg.errors import DeclarationError, DtypeError, MissingError, ShapeError, unknown
from talweg.nouns import Optimizer, Schedule
from talweg.nouns.axes import Outputs
from talweg.optimizers import OPTIMIZERS
from talweg.training import Pipeline

OWNER = "tw.jax.transform"


class State(NamedTuple):
    """The steps taken, and for every slot of the rule a tree like the parameters."""

    t: Any
    slots: dict[str, Any]


class Transformation(NamedTuple):
    """What optax calls a gradient transformation, where optax is not installed."""

    init: Callable[[Any], State]
    update: Callable[..., tuple[Any, State]]


def transform(rule: Any, outputs: Outputs = -1, **hyper: Any) -> Any:
    """A rule of ours, or its name, as an optax.GradientTransformation: `optax.chain(..., tw.jax.transform(tw.adan()))`.

    `update(gradients, state, params)` needs the params, and returns what optax.apply_updates adds to them. Any of its
    hyperparameters may be a schedule of ours, or a function of the number of steps taken as optax's schedules are; and
    `hyper` may give some of them as JAX's own numbers, traced ones too:
    `optax.inject_hyperparams(lambda lr: tw.jax.transform(tw.adam, lr=lr))(lr=0.1)`. Values that are traced are not
    checked, and inf and NaN in gradients go on.

    `outputs` is the axis of a weight along which its outputs lie, for rules that look along one: the last, as in Flax,
    or a tree of axes. Slots of parameters of less than 4 bytes are float32, and so are their updates. Under `jit`
    bias corrections are as exact as JAX's dtype: 1 - 0.999**t keeps five digits in float32, as in optax.

    Raises DeclarationError, UnknownNameError or RangeError; MissingError, of `update`, where there are no params,
    ShapeError for gradients of other shapes, and DtypeError for parameters that are not real.
    """
    if isinstance(rule, Pipeline):
        raise DeclarationError(
            f"{OWNER} takes an optimizer, not a pipeline; chain it with optax's own: "
            "optax.chain(optax.clip_by_global_norm(1.0), tw.jax.transform(tw.adam()))"
        )
    taken = OPTIMIZERS.take(OWNER, rule)
    for name, value in hyper.items():
        if isinstance(value, dict):
            raise DeclarationError(
                f"{OWNER}: {name} must be a number or a schedule, got {value!r:.60}; what is injected has its own "
                "name: optax.inject_hyperparams(lambda lr: tw.jax.transform(tw.adam, lr=lr))(lr=0.1)"
            )
        if name not in taken.hyper:
            raise unknown(taken.name, "hyperparameter", name, taken.hyper)
    own = {name: value for name, value in hyper.items() if isinstance(value, jax.Array)}
    known = {name: float(v) for name, v in own.items() if v.ndim == 0 and not isinstance(v, jax.core.Tracer)}
    taken = taken.replace(**{name: value for name, value in hyper.items() if name not in own}, **known)
    numbers = {name: schedule(value) if isinstance(value, Schedule) else value for name, value in taken.hyper.items()}

    def init(params: Any) -> State:
        jax.tree.map(_check, params)
        starts = taken.formula.starts
        slots = {slot: jax.tree.map(partial(_filled, starts.get(slot, 0.0)), params) for slot in taken.slots}
        return State(jnp.zeros((), jnp.int32), slots)

    def update(gradients: Any, state: State, params: Any = None) -> tuple[Any, State]:
        if params is None:
            raise MissingError(f"{OWNER}: {taken.name} steps from the weights; call update(gradients, state, params)")
        now = {name: value(state.t) if callable(value) else value for name, value in numbers.items()} | own
        axes = outputs if not isinstance(outputs, int) else jax.tree.map(lambda _: outputs, params)

        def stepped(w: Any, g: Any, axis: int, *slots: Any) -> tuple[Any, ...]:
            wide, gradient = (jnp.asarray(each, dtype=_kept(w)) for each in (w, g))
            if gradient.shape != wide.shape:
                raise ShapeError(
                    f"{OWNER}: a gradient has the shape {gradient.shape}, but its parameter {wide.shape}; the "
                    "gradients are a tree like the params, as jax.grad makes it"
                )
            new, *kept = _step(taken, (wide, gradient, *slots), state.t + 1, now, axis)
            return (new - wide, *kept)

        flat, tree = jax.tree.flatten(params)
        columns = [tree.flatten_up_to(each) for each in (gradients, axes, *(state.slots[s] for s in taken.slots))]
        rows = [stepped(*row) for row in zip(flat, *columns, strict=True)]
        moves, *kept = (tree.unflatten([row[i] for row in rows]) for i in range(len(taken.slots) + 1))
        return moves, State(state.t + 1, dict(zip(taken.slots, kept, strict=True)))

    if find_spec("optax"):
        import optax

        return optax.GradientTransformation(init, update)
    return Transformation(init, update)


def average(rule: Any, params: Any, state: State) -> Any:
    """The weights to evaluate: `params`, or what a schedule-free rule averages, from its own part of the state."""
    taken = OPTIMIZERS.take("tw.jax.average", rule)
    averaged = taken.averaged
    if averaged is None:
        return params
    now = {name: schedule(each)(state.t - 1) if isinstance(each, Schedule) else each(state.t - 1) if callable(each)
           else each for name, each in taken.hyper.items()}  # fmt: skip

    def mean(w: Any, *slots: Any) -> Any:
        return averaged(w=w, **dict(zip(taken.slots, slots, strict=True)), **now).astype(w.dtype)

    return jax.tree.map(mean, params, *(state.slots[slot] for slot in taken.slots))


def _step(rule: Optimizer, row: tuple[Any, ...], t: Any, now: Mapping[str, Any], axis: int) -> tuple[Any, ...]:
    """The new w and the new slots, from a row of w, g and the slots."""
    turned = [jnp.moveaxis(each, axis, -1) if rule.whole and each.ndim > 1 else each for each in row]
    place = rule.formula.arguments.index("t") if rule.uses_t else len(row)
    arguments = [*turned[:place], *((t,) if rule.uses_t else ()), *turned[place:]]
    static = {name: value for name, value in now.items() if isinstance(value, int | float)}
    hyper = {**now, **rule.hyper_in(np.dtype(row[0].dtype), static)} if len(static) == len(now) else now
    found = arrays.run(rule.formula, arguments, hyper, jnp)
    return tuple(jnp.moveaxis(each, -1, axis) if rule.whole and each.ndim > 1 else each for each in found)


def _kept(w: Any) -> Any:
    """The dtype in which weights are stepped and their slots kept."""
    dtype = jnp.result_type(w)
    return jnp.float32 if dtype.itemsize < 4 else dtype


def _filled(start: float, w: Any) -> Any:
    return jnp.full_like(w, start, dtype=_kept(w))


def _check(w: Any) -> None:
    if not jnp.issubdtype(jnp.asarray(w).dtype, jnp.floating):
        raise DtypeError(f"{OWNER}: parameters are {jnp.asarray(w).dtype}; a step needs real floating-point numbers")
