"""Whether a run that ended in finite numbers learned anything; and if not, most likely why, with the numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from talweg.errors import TalwegError
from talweg.nouns import Loss, Schedule
from talweg.nouns.checkup import check_schedule
from talweg.nouns.classes import Classes
from talweg.nouns.links import IDENTITY, SCORE
from talweg.training.diagnostics import watchdog
from talweg.training.loop.examples import Examples
from talweg.training.loop.trainable import measure
from talweg.training.pipeline.names import by_layer

if TYPE_CHECKING:
    from talweg.training.loop.run import Run

Outputs = NDArray[Any]

FEWEST = 20
"""After fewer steps nothing can be said."""
SEEN = 4096
"""So many of the examples are looked at, evenly spread."""
WEIGHTS = 1 << 16
"""So many of the weights are kept as they were at the beginning, evenly spread: a copy of all would take memory."""
LEARNED = 0.01
"""Less than this share of what one answer for all examples leaves to learn is nothing."""
RISEN = 0.1
"""A loss rose where it ends this share above its beginning or its lowest epoch."""
STILL = 0.05
"""Weights that move by less than this share of their length have hardly moved."""
LIGHT = 0.01
"""Weights of this root mean square or less count as that long."""
LARGE = 30.0
"""Numbers whose largest are above this, or below one over it, are not standardised."""

UNSUITED = "y may have nothing to do with X, or the model and its rate do not suit them: find_lr looks for a rate"


@dataclass(frozen=True, eq=False)
class Beginning:
    """From where a run set out: the loss of the examples that are looked at, and some of the weights."""

    loss: float
    weights: NDArray[Any]


def beginning(run: Run) -> Beginning | None:
    """Where a run stands that is to set out; None where it is too short, or the model refuses to be asked."""
    if run.steps < FEWEST:
        return None
    seen, w = _seen(run), run.model.parameters
    try:
        return Beginning(_loss(run.loss, run.model(seen.X), seen), w[_spread(w.size, WEIGHTS)])
    except TalwegError:
        return None


def failure(run: Run, start: Beginning | None) -> str | None:
    """What a run came to whose loss ended at chance, or far above its lowest, and the likely cause, in sentences.

    None where the model learned, or where that cannot be told. The model has the weights to keep, and keeps them.
    """
    try:
        return _failure(run, start) if start and len(run.losses) >= FEWEST else None
    except TalwegError:  # a model that refuses to be asked hides nothing that went wrong
        return None


def _seen(run: Run) -> Examples:
    return run.examples.take(_spread(len(run.examples), SEEN))


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Up to so many places of `count`, evenly spread."""
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)


def _failure(run: Run, start: Beginning) -> str | None:
    seen = _seen(run)
    outputs = run.model(seen.X)
    final = _loss(run.loss, outputs, seen)
    chance, floor = _one_answer(run.loss, outputs, seen), _perfect(run.loss, seen)
    if chance is None or not chance > floor or (seen.y == seen.y[:1]).all():  # nothing to learn
        return None
    lowest = min(start.loss, *(row.loss for row in run.rows))
    steps = f"after {len(run.losses)} steps, having begun at {start.loss:.4g}"
    risen = final > lowest + RISEN * (chance - floor)
    if not final < chance - LEARNED * (chance - floor):
        fit = "" if run.loss.link is not IDENTITY else f" (R² = {_share(outputs, seen):.2g})"
        told = f"the loss ended at {final:.4g}{fit} {steps}: one answer for every example has {chance:.4g}"
    elif risen:
        told = f"the loss ended at {final:.4g} {steps}: it rose, and had been {lowest:.4g}"
    else:
        return None
    otherwise = f"a {run.rule.rate or 'step'} that is too large" if risen else UNSUITED
    return f"{told}. Likely cause: {_cause(run, seen, start) or otherwise}."


def _loss(loss: Loss, outputs: Outputs, seen: Examples) -> float:
    with np.errstate(all="ignore"):
        return loss(outputs, seen.y, seen.weights)


def _one_answer(loss: Loss, outputs: Outputs, seen: Examples) -> float | None:
    """The loss of the same outputs for every example: of those that say the mean target or the median, or 0."""
    if len(loss.parts) > 1:
        return None
    weights = np.ones(len(seen)) if seen.weights is None else seen.weights
    if not weights.any():
        return None
    with np.errstate(all="ignore"):
        if isinstance(loss.targets, Classes):
            target = loss.targets.read(loss.name, outputs, seen.y)
            own = loss.targets.weigh(seen.y, target)
            each = weights if own is None else weights * own
            total = np.bincount(target, each, outputs.shape[1]) if target.ndim == 1 else each @ target
            answers = [np.log(np.maximum(total / total.sum(), 1e-12))] if total.sum() else []
        else:
            mean = np.average(seen.y, axis=0, weights=weights)
            said = [np.median(seen.y, axis=0), mean]
            answers = [np.sign(mean)] if loss.link is SCORE else [loss.link.output(np.asarray(each)) for each in said]
            answers.append(np.zeros_like(mean))
        found = [_loss(loss, np.broadcast_to(each, outputs.shape).astype(outputs.dtype), seen) for each in answers]
    return min((each for each in found if math.isfinite(each)), default=None)


def _perfect(loss: Loss, seen: Examples) -> float:
    """The loss of outputs that say each target: 0 for one that measures probabilities or scores."""
    if loss.rowwise or loss.link.gives_probabilities or loss.link is SCORE:
        return 0.0
    with np.errstate(all="ignore"):
        found = _loss(loss, loss.link.output(np.maximum(seen.y, 1e-12) if loss.link is not IDENTITY else seen.y), seen)
    return found if math.isfinite(found) else 0.0


def _share(outputs: Outputs, seen: Examples) -> float:
    """R²: the share of the targets' variance that the outputs explain."""
    around = np.asarray(seen.y, float)
    return float(1 - np.square(around - outputs).sum() / np.square(around - around.mean(axis=0)).sum())


def _cause(run: Run, seen: Examples, start: Beginning) -> str | None:
    return (
        _silent(run, seen)
        or _schedule(run)
        or (_scale("the targets", "y", seen.y) if run.loss.link is IDENTITY else None)
        or _scale("column", "X", seen.X)
        or _rate(run, seen, start)
    )


def _silent(run: Run, seen: Examples) -> str | None:
    """A first layer that no gradient reaches."""
    buffer = np.empty_like(run.model.parameters)
    layered = by_layer(run.model, measure(run.model, run.loss, seen, buffer)[1])
    if not isinstance(layered, dict) or len(layered) < 4 or layered["0.weight"].any():
        return None
    what = _scale("column", "X", seen.X) or f"try a smaller {run.rule.rate or 'step'}"
    return f"no gradient reaches 0.weight: the hidden units are off for every example, as dead relu units are; {what}"


def _schedule(run: Run) -> str | None:
    """What is doubtful about a rate that is scheduled, or a rate of 0."""
    rate = run.rule.rate
    if rate is None:
        return None
    planned, every = run.rule.hyper[rate], getattr(run.rule, "every", 1)
    if isinstance(planned, Schedule):
        found = check_schedule(planned, max(run.steps // every, 1))
        return f"the schedule of {rate} {found[0]}" if found else None
    return f"{rate} is 0" if planned == 0 else None


def _scale(noun: str, name: str, array: NDArray[Any]) -> str | None:
    """The column of the largest numbers, where these are far from being standardised."""
    if array.dtype.kind not in "fiub":  # a model of one's own may read anything
        return None
    columns = array.reshape(len(array), -1).astype(float)
    means, deviations = columns.mean(axis=0), columns.std(axis=0)
    sizes = np.hypot(means, deviations)
    worst = int(sizes.argmax())
    if 1 / LARGE <= sizes[worst] <= LARGE or not sizes[worst]:
        return None
    which = f"{noun} {worst} of {name} has" if name == "X" else f"{noun} have"
    return (
        f"{which} the mean {means[worst]:.4g} and the deviation {deviations[worst]:.4g}; "
        f"standardise: ({name} - {name}.mean(axis=0)) / {name}.std(axis=0)"
    )


def _rate(run: Run, seen: Examples, start: Beginning) -> str | None:
    """A rate at which the weights hardly moved, or that is beyond what is stable."""
    w, begin = run.model.parameters, start.weights
    length, least = float(np.linalg.norm(begin)), LIGHT * math.sqrt(begin.size)
    moved = float(np.linalg.norm(w[_spread(w.size, WEIGHTS)] - begin)) / max(length, least)
    rate = run.rule.rate
    value = "" if rate is None else f", {rate} = {run.rule.at(max(run.state.t - 1, 0))[rate]:.3g},"
    if moved < STILL:
        return (
            f"the rate{value} is too small, or the steps too few: in all they moved the weights by {moved:.2g} of "
            "their length; find_lr looks for a rate"
        )
    here = w.copy()
    scene = watchdog.Scene(run.model, run.loss, run.rule, seen, 0.0, w.copy(), here, here, max(run.state.t - 1, 0))
    try:
        unstable = watchdog.rate(scene)
    finally:
        w[...] = here
    if unstable is None and moved > LARGE and length > least:
        unstable = f"the rate{value} is too large: it moved the weights by {moved:.3g} times their length"
    return unstable
