"""The learning-rate finder: a range of rates that hold in training over several seeds, or why there is none."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any, Never, cast

import numpy as np
from numpy.typing import NDArray

from talweg.errors import MissingError, NonFiniteError, RangeError
from talweg.formula import Positive
from talweg.formula.ranges import read_range
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.training.diagnostics.trials import Trials
from talweg.training.loop.examples import Data, examples, refuse_apart, whole
from talweg.training.loop.rule import Rule, rule_of
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import Trainable

Factory = Callable[[int], Trainable]

KEPT = 0.8
"""How much of the smoothed loss is kept from step to step: a window of about five."""
NARROW = 2.0
"""A range is reliable if its ends are this factor apart, or more."""


@dataclass(frozen=True, eq=False, repr=False)
class RateRange:
    """What `find_lr` found. `low` and `high` are None where there is no reliable range; `verdict` says why.

    `held`: for so many steps did runs at `high`, and at twice that, hold for every seed; 0 where there is no range.
    `rates` (steps,); `losses` (seeds, steps): the smoothed loss of every sweep, inf from where it was not finite.
    """

    low: float | None
    high: float | None
    verdict: str
    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    held: int = 0

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
    *rest: Never,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 100,
    hold: int | None = None,
    batch_size: int | None = 32,
    seeds: int = 5,
) -> RateRange:
    """Find the rates in [low, high] that train: both ends of the range were tried, by runs at that one rate.

    `model` is a model, whose weights every run starts from and which is left as it is; or a function of a seed that
    makes one, such as `lambda seed: mlp([64, 32, 10], seed=seed)`, for new weights in every run. The seed also draws
    the order of the examples. The other hyperparameters of `optimizer` stay; schedules of them are followed.

    - `high` of the range: runs of `hold` steps (10 * `steps` where it is None) at this rate, and at twice this rate, go
      at least 80% as far down as the best run seen, and end no more than a tenth of the way above their own lowest.
      Whoever trains for longer should ask for a longer `hold`, for some rules drift away late.
    - `low` of the range: the lowest rate at which runs of `steps` steps go a tenth of the way of the best such runs
      (of `hold` steps, where nothing falls sooner).

    How far a run goes down is measured on the same examples at its start and its end, 512 at most, so a constant
    added to the loss, or a factor, changes nothing. There is no range, and the verdict says why and what to do, where
    no rate lowers the loss by 5% of what it varies by from example to example, or where the two ends are less than a
    factor 2 apart. Besides there is a picture of it: a sweep through all rates from low to high, a step each.

    It takes about seeds * (8 * steps + 3 * hold) steps. Raises the errors of `fit`, and MissingError for a rule that
    declares no rate.

    Source: Smith, "Cyclical learning rates for training neural networks", 2017, arXiv:1506.01186 (the sweep).
    """
    refuse_apart("find_lr", rest)
    loss, optimizer = LOSSES.take("find_lr", loss), rule_of("find_lr", optimizer)
    rate = optimizer.rate
    if rate is None:
        raise MissingError(f"find_lr sweeps the rate, and {optimizer.name} declares none, such as lr: Rate = 0.01")
    legal = read_range(Positive)
    low, high = (legal.check("find_lr", name, value) for name, value in (("low", low), ("high", high)))
    if low >= high:
        raise RangeError(f"find_lr: low must lie below high, got low={low:g} and high={high:g}")
    rates = np.geomspace(low, high, whole("find_lr", "steps", steps, 10))
    hold = 10 * steps if hold is None else whole("find_lr", "hold", hold, steps)
    numbers = range(whole("find_lr", "seeds", seeds, 2))
    size = None if batch_size is None else whole("find_lr", "batch_size", batch_size, 1)

    def begin(number: int, steps: int, rates: Callable[[int], float]) -> Run:
        """A run at these rates, of new weights or of a copy."""
        made = model if hasattr(model, "parameters") or not callable(model) else model(number)
        new = copy.deepcopy(cast("Trainable", made))
        held = examples("find_lr", new, loss, data, "data")
        rows = min(size or len(held), len(held))
        epochs = math.ceil(steps * getattr(optimizer, "every", 1) / math.ceil(len(held) / rows))
        rule = optimizer(**{rate: rates})
        return Run(new, loss, rule, held, size=rows, epochs=epochs, seed=number, watched=False)

    losses = np.array([_sweep(begin(number, steps, _held(rates)), rates) for number in numbers])
    trials = Trials(lambda number, steps, rate: begin(number, steps, lambda _: rate), numbers)
    found = _range(trials, low, high, steps, hold)
    if isinstance(found, str):
        return RateRange(None, None, f"no reliable range: {found}", rates, losses)
    start, end = found
    more = "; the highest rate tried holds, too, so try a higher one" if 4 * end > high else ""
    verdict = f"{rate} from {start:.2g} to {end:.2g}, by {seeds} seeds that hold for {hold} steps{more}"
    return RateRange(start, end, verdict, rates, losses, hold)


def _range(trials: Trials, low: float, high: float, steps: int, hold: int) -> tuple[float, float] | str:
    """The lowest rate that gets on and the highest that is safe, or why there are none."""
    for length in sorted({steps, hold}):
        top, start = trials.working(low, high, length)
        if top is not None and start is not None:
            break
    else:
        return trials.why_not(low, high, hold)
    # The next rate on the scan's ladder did not hold, or is above `high`.
    end = trials.safe(min(2 * top, high), NARROW * start, hold)
    if end is None:
        return (
            f"too narrow: the seeds descend from {start:.2g}, and not all hold for {hold} steps at four times that; "
            "a larger batch, a warm-up or gradients clipped by norm make higher rates hold, and longer runs (steps) "
            "make lower ones do"
        )
    return start, end


def _held(rates: NDArray[Any]) -> Callable[[int], float]:
    """A rate for every step of a run, the last one held to the end of its last epoch."""
    return lambda t: float(rates[min(t, len(rates) - 1)])


def _sweep(run: Run, rates: NDArray[Any]) -> NDArray[np.float64]:
    """The smoothed loss before each step, the last `len(rates)` of a run; inf from where it was not finite."""
    every = getattr(run.rule, "every", 1)  # gradients to a step
    smooth = np.full(len(rates), np.inf)
    level = 0.0
    batches = run.endless()
    for i in range(len(rates) * every):
        try:
            run.step(next(batches))
        except NonFiniteError:
            break
        level = KEPT * level + (1 - KEPT) * run.losses[i]
        smooth[i // every] = level / (1 - KEPT ** (i + 1))
    return smooth
