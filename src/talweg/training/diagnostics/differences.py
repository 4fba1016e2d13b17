"""The slope of a function along a line by central differences, with how far off it may be and whether it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Steps relative to the line's size: 1/4 to 1e-11, by a factor no power of two. So what float64 computes there is not by
# chance a number of float32.
LADDER: Floats = 0.23 * np.power(4.0, -np.arange(18.0), dtype=np.float64)
LIMIT = 1e50  # from the longest step of a ladder to the shortest, it is never more
SURE = 10.0  # a difference may be off by so many times the error it estimates for itself
TELLS = 0.1  # a difference tells if what is tolerated is at most this share of the slopes that are seen there
KINK = 0.1  # at a kink, more than this share of what the two sides differ by stays as the step vanishes
SHARP = 1e-10  # what is exact to this share sees kinks one by one
WINDOW = 4  # rungs over which f is taken to have one noise


@dataclass(frozen=True)
class Slope:
    """One slope, of a component or along a direction: as the gradient has it, and as differences have it.

    `error` is how far off the differences may be; `left` and `right` are the slopes on the two sides of a kink, and
    elsewhere both the numeric one. `tolerance` is how far outside of these the analytic slope may be. Where that is as
    much as the slopes themselves, the differences tell nothing: `tells` is False.
    """

    where: str
    analytic: float
    numeric: float
    error: float
    left: float
    right: float
    tolerance: float
    tells: bool = True

    @property
    def kink(self) -> bool:
        """Whether the slope jumps here, or so near that the differences cannot come between."""
        return self.left != self.right

    @property
    def excess(self) -> float:
        """The disagreement as a multiple of what is tolerated: up to 1 the two agree."""
        low, high = sorted((self.left, self.right))
        if not np.isfinite([self.analytic, low, high]).all():
            return float("inf")
        # At a kink, any slope between the two sides is a subgradient.
        return max(low - self.analytic, self.analytic - high, 0.0) / self.tolerance

    @property
    def agrees(self) -> bool | None:
        """True or False; None where the differences tell nothing."""
        return self.excess <= 1 if self.tells else None


@dataclass(frozen=True)
class Precision:
    """What limits a comparison: the relative precision of x and f, that of the gradient, and f's absolute noise."""

    f: float
    gradient: float
    noise: float


class Line:
    """f along a line through x: on a ladder of steps, how it changes to either side."""

    def __init__(self, where: str, analytic: float, value: float, size: float, at: Callable[[float], Floats]) -> None:
        """Take the slope that the gradient has, f(x), the longest step, and what answers four numbers for a step.

        They are f there, how much the gradient says that it grows along the way, how far that was after x was rounded,
        and whether x in float32 is another one there.
        """
        self.where, self.analytic, self.value, self.at = where, analytic, value, at
        self.steps: Floats = size * LADDER
        self.seen = self._look(self.steps)

    def _look(self, steps: Floats) -> Floats:
        """What `at` answers, (rungs, sides, 4), ahead before behind."""
        return np.array([[self.at(h), self.at(-h)] for h in steps]).reshape(-1, 2, 4)

    def longer(self, noise: float) -> bool:
        """Add steps below as long as f still changes there, and above as long as it hardly does. False if none."""
        change = np.abs(self.seen[:, :, 0] - self.value).max(axis=1)
        more = 4.0 ** np.arange(1, WINDOW + 1)
        room = self.steps[0] / self.steps[-1] < LIMIT
        down = room and not change[-1] <= SURE * noise and bool(self.seen[-1, :, 2].all())
        up = room and change[0] <= 1e3 * noise
        below, above = self.steps[-1] / more[: down * WINDOW], self.steps[0] * more[: up * WINDOW][::-1]
        self.seen = np.concatenate([self._look(above), self.seen, self._look(below)])
        self.steps = np.concatenate([above, self.steps, below])
        return down or up

    @property
    def constant(self) -> bool:
        """Whether f is the same on all of the line."""
        return bool((self.seen[:, :, 0] == self.value).all())

    def noise(self) -> float:
        """How much f varies without cause: what no straight line explains, at the steps where that is least.

        Either side is taken for itself, as a kink at x leaves it straight. Where f stays the same because it rounds x
        to float32, that says nothing.
        """
        f, _, distance, moved = np.moveaxis(self.seen, 2, 0)
        with np.errstate(all="ignore"):
            change = f - self.value
            ratio = distance[:-1] / distance[1:]
            bent = np.abs(change[:-1] - ratio * change[1:]) / ratio
        dull = ((change == 0) & (moved == 0)).all(axis=1)
        bent = bent[np.isfinite(bent).all(axis=1) & ~(dull[:-1] & dull[1:])].max(axis=1, initial=0)
        if not bent.size:
            return 0.0
        return float(sliding_window_view(bent, min(WINDOW, bent.size)).max(axis=1).min())

    def slope(self, precision: Precision, scale: float = 0.0) -> tuple[Slope, float]:
        """The best difference, and its step. `scale`: how much f changes along any line within the step taken there."""
        f, says, distance, _ = np.moveaxis(self.seen[(self.seen[:, :, 2] > 0).all(axis=1)], 2, 0)
        unknown = Slope(self.where, self.analytic, np.nan, np.inf, np.nan, np.nan, np.inf, False), 0.0
        if len(f) <= WINDOW:
            return unknown
        with np.errstate(all="ignore"):
            rest = (f - self.value) * [1, -1] - says  # what the gradient leaves of the change
            width = distance.sum(axis=1)
            height = np.maximum(np.abs(f).max(axis=1), abs(self.value))
            noise = 2 * np.maximum(precision.noise, precision.f * height) + 4e-16 * np.abs(says).sum(axis=1)
            noise = np.where(np.isfinite(height), noise / width, np.inf)
            off = rest.sum(axis=1) / width
            # Richardson: the h**2 term is smaller by the square of the ratio of two steps, and cancels.
            correction = np.diff(off) / ((width[:-1] / width[1:]) ** 2 - 1)
            better = off[1:] + correction
            # An estimate is worth what all shorter steps leave of it, each within its own noise.
            gaps = np.abs(better[:, None] - off) - 4 * noise
            later = np.arange(len(off)) > np.arange(len(better))[:, None] + 1
            gaps = np.where(later, np.where(np.isfinite(off), gaps, np.inf), 0).max(axis=1)
            errors = np.maximum(np.abs(correction) + 2 * noise[1:], gaps)[: 1 - WINDOW]
        best = int(np.argmin(np.where(np.isfinite(errors), errors, np.inf)))
        if not np.isfinite(errors[best]):
            return unknown
        given = self.analytic if np.isfinite(self.analytic) else 0.0
        numeric, error, step = given + float(better[best]), float(errors[best]), float(width[best + 1]) / 2
        sides = (rest / distance)[best : best + 2]
        jumps = sides[:, 0] - sides[:, 1]
        left = right = numeric
        # What a smooth function's sides differ by vanishes with the step; a jump of the slope is what stays.
        ratio = width[best] / width[best + 1]
        jump = float((ratio * jumps[1] - jumps[0]) / (ratio - 1))
        if jump * jumps[1] > KINK * jumps[1] ** 2 and abs(jump) > SURE * noise[best + 1]:
            left, right, jump = numeric - jump / 2, numeric + jump / 2, 0.0
        larger, others = max(abs(given), abs(numeric)), scale / step
        tolerance = SURE * error + abs(jump) / 2 + max(1e-7, 10 * precision.gradient) * larger
        tolerance = max(tolerance + max(1e-12, 100 * precision.gradient) * others, 1e-300)
        slope = Slope(self.where, self.analytic, numeric, error, left, right, tolerance)
        if slope.excess > 1:
            # In single precision the steps are long: behind the kink that is seen another may lie, and mislead as far.
            misled = slope.kink and precision.f > SHARP and slope.excess * tolerance <= abs(right - left)
            tells = tolerance <= larger and not misled
        else:
            change = float(np.abs(f[best + 1] - self.value).sum() / width[best + 1])
            tells = tolerance <= TELLS * max(larger, change, TELLS * others) or (self.constant and not given)
        return replace(slope, tells=tells), step
