"""The learning-rate finder: a range of rates that hold up over several seeds, or a plain "no reliable range"."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from talweg.errors import MissingError, NonFiniteError, RangeError
from talweg.formula import Positive
from talweg.formula.ranges import read_range
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.training.loop.examples import Data, examples, whole
from talweg.training.loop.rule import Rule, rule_of
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import Trainable

Factory = Callable[[int], Trainable]

KEPT = 0.8
"""How much of the smoothed loss is kept from step to step: a window of about five."""
LEFT = 4.0
"""A sweep ends when its smoothed loss is so many times the lowest it has been."""
FALL = 0.05
"""A curve descends if it falls by this share of its start."""
BEGUN = 0.1
"""A rate works once this share of a curve's fall is done."""
APART = 10.0
"""The seeds disagree where their turning points lie further apart than this factor."""
NARROW = 2.0
"""A range is reliable if its ends are this factor apart, or more."""


@dataclass(frozen=True, eq=False, repr=False)
class RateRange:
    """What `find_lr` found. `low` and `high` are None where there is no reliable range; `verdict` says why.

    `rates` (steps,); `losses` (seeds, steps): the smoothed loss of every sweep, inf after it left.
    """

    low: float | None
    high: float | None
    verdict: str
    rates: NDArray[np.float64]
    losses: NDArray[np.float64]

    def __bool__(self) -> bool:
        return self.low is not None

    @property
    def median(self) -> NDArray[np.float64]:
        """The middle of the sweeps at every rate, shape (steps,)."""
        return self.band(0.5)

    def band(self, share: float) -> NDArray[np.float64]:
        """The loss at every rate, (steps,), that this share of the sweeps stays at or below."""
        if not 0 <= share <= 1:
            raise RangeError(f"band: share must lie in [0, 1], got {share!r}")
        # No interpolation: between a finite loss and inf there is nothing.
        return np.quantile(self.losses, share, axis=0, method="inverted_cdf")

    def columns(self) -> dict[str, NDArray[np.float64]]:
        """A row a rate as columns, the median and every sweep, for pandas.DataFrame or polars.DataFrame."""
        sweeps = {f"sweep {number}": each for number, each in enumerate(self.losses)}
        return {"rate": self.rates, "median": self.median, **sweeps}

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw every sweep, their median and the range; on `ax`, to a file, or in a window.

        Returns the axes, or the path that was saved to.
        """
        from talweg.charts.sheet import CONTOUR, LINES, chart

        seen = np.where(np.isfinite(self.losses), self.losses, np.nan)
        middle = np.where(np.isfinite(self.median), self.median, np.nan)

        def draw(axes: Any) -> None:
            for sweep in seen:
                axes.semilogx(self.rates, sweep, color=CONTOUR, alpha=0.5, linewidth=0.8)
            axes.semilogx(self.rates, middle, color=LINES[0], linewidth=2, label=f"median of {len(seen)} sweeps")
            if self.low is not None and self.high is not None:
                axes.axvspan(self.low, self.high, color=LINES[1], alpha=0.2, label=f"{self.low:.2g} to {self.high:.2g}")
            low, start = np.nanmin(seen, initial=np.inf), np.nanmax(seen[:, 0], initial=-np.inf)
            if low < start:  # what leaves goes out of the picture
                axes.set_ylim(low - 0.1 * (start - low), start + 0.5 * (start - low))
            axes.set(xlabel="rate", ylabel="smoothed loss")
            axes.set_title("\n".join(wrap(self.verdict, 70)), fontsize=9, loc="left")
            axes.legend(frameon=False)

        return chart(draw, path, ax)

    def __str__(self) -> str:
        return self.verdict

    def __repr__(self) -> str:
        seeds, steps = self.losses.shape
        return (
            f"RateRange: {self.verdict} ({seeds} sweeps of {steps} rates, {self.rates[0]:.2g} to {self.rates[-1]:.2g})"
        )


def find_lr(
    model: Trainable | Factory,
    loss: Loss | str,
    optimizer: Rule | str,
    data: Data,
    *,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 100,
    batch_size: int | None = 32,
    seeds: int = 5,
) -> RateRange:
    """Sweep the rate from `low` to `high`, evenly on a log scale, a training step each, for each of `seeds` seeds.

    `model` is a model, whose weights every sweep starts from and which is left as it is; or a function of a seed that
    makes one, such as `lambda seed: mlp([64, 32, 10], seed=seed)`, for new weights in every sweep. The seed also draws
    the order of the examples. The other hyperparameters of `optimizer` stay; schedules of them are followed.

    The range begins at the rate at which every sweep has done a tenth of its descent. Its end is tried and not read off
    a curve, for a sweep passes through rates at which a longer run would diverge: half the lowest rate at which a sweep
    turns, halved again until `steps` steps at that one rate go at least half as far down as the sweep did, for every
    seed.

    There is no range, and the verdict says why, where no curve falls, where the seeds turn more than a factor 10 apart,
    or where the two ends are less than a factor 2 apart. Raises the errors of `fit`, and MissingError for a rule
    that declares no rate.

    Source: Smith, "Cyclical learning rates for training neural networks", 2017, arXiv:1506.01186 (the sweep).
    """
    loss, optimizer = LOSSES.take("find_lr", loss), rule_of("find_lr", optimizer)
    rate = optimizer.rate
    if rate is None:
        raise MissingError(f"find_lr sweeps the rate, and {optimizer.name} declares none, such as lr: Rate = 0.01")
    legal = read_range(Positive)
    low, high = (legal.check("find_lr", name, value) for name, value in (("low", low), ("high", high)))
    if low >= high:
        raise RangeError(f"find_lr: low must lie below high, got low={low:g} and high={high:g}")
    rates = np.geomspace(low, high, whole("find_lr", "steps", steps, 10))
    numbers = range(whole("find_lr", "seeds", seeds, 2))

    def curves(rates: NDArray[Any]) -> NDArray[np.float64]:
        return np.array([_sweep(_made(model, n), loss, optimizer, data, rates, batch_size, n) for n in numbers])

    losses = curves(rates)
    problem = _problem(rates, losses)
    if problem is None:
        start, end = _ends(rates, losses)
        while end >= NARROW * start and not _holds(curves(np.full_like(rates, end)), losses):
            end /= 2
        if end >= NARROW * start:
            seen = (
                "; a sweep still falls at its end, so try a higher one" if losses[:, -1].min() == losses.min() else ""
            )
            return RateRange(start, end, f"{rate} from {start:.2g} to {end:.2g}, by {seeds} seeds{seen}", rates, losses)
        problem = f"too narrow: the seeds descend from {start:.2g}, and at {2 * end:.2g} some do not hold"
    return RateRange(None, None, f"no reliable range: {problem}", rates, losses)


def _made(model: Trainable | Factory, seed: int) -> Trainable:
    if hasattr(model, "parameters") or not callable(model):
        return copy.deepcopy(cast("Trainable", model))
    return model(seed)


def _sweep(
    model: Trainable, loss: Loss, rule: Rule, data: Data, rates: NDArray[Any], batch_size: int | None, seed: int
) -> NDArray[np.float64]:
    """The smoothed loss before each step, the last `len(rates)` of a run; inf from where it left."""
    held = examples("find_lr", model, loss, data, "data")
    count = len(held)
    size = whole("find_lr", "batch_size", count if batch_size is None else batch_size, 1, count)
    every = getattr(rule, "every", 1)  # gradients to a step
    epochs = math.ceil(len(rates) * every / math.ceil(count / size))
    # A rate for every step of the run, the last one held to the end of its last epoch.
    sweeping = rule(**{str(rule.rate): lambda t: float(rates[min(t, len(rates) - 1)])})
    run = Run(model, loss, sweeping, held, size=size, epochs=epochs, seed=seed, watched=False)
    smooth = np.full(len(rates), np.inf)
    level, lowest = 0.0, math.inf
    batches = run.endless()
    for i in range(len(rates) * every):
        try:
            run.step(next(batches))
        except NonFiniteError:
            break
        level = KEPT * level + (1 - KEPT) * run.losses[i]
        now = level / (1 - KEPT ** (i + 1))
        smooth[i // every] = now
        lowest = min(lowest, now)
        if now > LEFT * lowest:
            break
    return smooth


def _problem(rates: NDArray[Any], losses: NDArray[Any]) -> str | None:
    """Why the curves show no range, or None."""
    starts, turns = losses[:, 0], rates[losses.argmin(axis=1)]
    falls = starts - losses.min(axis=1)
    still = int(np.sum(~(falls > FALL * np.abs(starts))))  # so counts a loss that is not finite from the start
    if still:
        sweep = f"from {rates[0]:.2g} to {rates[-1]:.2g}"
        return f"in {still} of {len(losses)} seeds the loss falls by {FALL:.0%} at no rate {sweep}"
    if turns.max() > APART * turns.min():
        return f"the seeds disagree: the loss turns at {turns.min():.2g} in one and at {turns.max():.2g} in another"
    return None


def _ends(rates: NDArray[Any], losses: NDArray[Any]) -> tuple[float, float]:
    """Where every sweep has begun to fall, and half the rate at which the first turns."""
    starts = losses[:, 0]
    begun = losses <= (starts - BEGUN * (starts - losses.min(axis=1)))[:, None]
    return float(rates[begun.argmax(axis=1).max()]), float(rates[losses.argmin(axis=1)].min()) / 2


def _holds(losses: NDArray[Any], sweeps: NDArray[Any]) -> bool:
    """Whether every curve ends at least half as far down as its sweep went."""
    starts = sweeps[:, 0]
    return bool((losses[:, -1] <= starts - (starts - sweeps.min(axis=1)) / 2).all())
