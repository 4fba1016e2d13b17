"""Which of two rules is better, from paired runs: the test, its correction, the effect and its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, log2

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALPHA = 0.05
"""Verdicts err in so many of a hundred comparisons in which nothing is to be found, all pairs together."""
RESAMPLES = 2000
EXACT = 50
"""So many pairs are counted out."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Contrast:
    """A against B on paired runs, lower being better.

    `superiority` is the share of the pairs in which A is lower, ties counted half; `difference` the median of A's value
    less B's and `interval` where 95 % of its bootstrap lies; inf where one diverges and the other does not. `p` is
    Wilcoxon's of the signed ranks, two-sided.
    """

    pairs: int
    superiority: float
    difference: float
    interval: tuple[float, float]
    p: float

    def separates(self, p: float) -> bool:
        """Whether the two differ, by the test and by the interval; `p` is what the correction made of this one."""
        low, high = self.interval
        return p < ALPHA and (low > 0 or high < 0)


def contrast(a: ArrayLike, b: ArrayLike, seed: int = 0) -> Contrast:
    """Compare paired values (n,); two that diverged are even."""
    differences = paired(a, b)
    rng = np.random.default_rng(seed)
    drawn = np.median(differences[rng.integers(len(differences), size=(RESAMPLES, len(differences)))], axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975], method="inverted_cdf")  # no mean of two, one of which may be inf
    share = float(np.mean((differences < 0) + 0.5 * (differences == 0)))
    return Contrast(len(differences), share, middle(differences), (float(low), float(high)), signed_rank(differences))


def paired(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """A's values less B's; 0 where both diverged."""
    first, second = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(invalid="ignore"):
        found: NDArray[np.float64] = np.where(first == second, 0.0, first - second)
    return found


def middle(values: ArrayLike) -> float:
    """The median; of two values in the middle one of which is infinite, the one that is further away."""
    ordered = np.sort(np.asarray(values, float))
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if np.isfinite(low) and np.isfinite(high):
        return float((low + high) / 2)
    return float(high if np.isinf(high) else low)


def signed_rank(differences: NDArray[np.float64]) -> float:
    """Wilcoxon's p, two-sided: exact for so many pairs as `EXACT`, else by its normal limit. 1 where all are even."""
    from scipy.stats import rankdata, wilcoxon

    some = differences[differences != 0]
    if not some.size:
        return 1.0
    finite = np.abs(some[np.isfinite(some)])
    far = 2 * finite.max(initial=1.0)  # by its rank alone does an infinite difference count
    ranked = np.where(np.isinf(some), np.sign(some) * far, some)
    if len(ranked) > EXACT:
        return float(wilcoxon(ranked, correction=True, method="approx").pvalue)
    # Twice the ranks are whole numbers, of tied ones, too, for which the normal limit errs where pairs are few.
    ranks = np.rint(2 * rankdata(np.abs(ranked))).astype(int)
    ways = np.ones(1)
    for rank in ranks:  # of every sum, in how many of a half's choices of signs it comes about
        ways = (np.pad(ways, (0, rank)) + np.pad(ways, (rank, 0))) / 2
    off = np.abs(np.arange(len(ways)) - ranks.sum() / 2)
    return float(min(1.0, ways[off >= abs(ranks[ranked > 0].sum() - ranks.sum() / 2)].sum()))


def holm(p: Mapping[Pair, float]) -> dict[Pair, float]:
    """The p of each pair, corrected for how many there are.

    Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    found: dict[Pair, float] = {}
    highest = 0.0
    for place, (pair, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, (len(p) - place) * value))
        found[pair] = highest
    return found


def pairs_of(names: Sequence[str]) -> list[Pair]:
    """Every two of these names."""
    return list(combinations(names, 2))


def seeds_needed(rules: int) -> int:
    """With fewer seeds no two of so many rules can be told apart, however different they are."""
    return int(np.floor(log2(max(comb(rules, 2), 1) / ALPHA) + 1)) + 1 if rules > 1 else 1


def profile(times: Mapping[str, NDArray[np.float64]], ratios: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """For each rule the share of problems that it solves within a factor of the fastest rule, over these factors (k,).

    `times` (problems,) are steps or seconds to the target, inf for never.

    Source: Dolan and More, "Benchmarking optimization software with performance profiles", 2002,
    arXiv:cs/0102001.
    """
    stacked = np.array(list(times.values()))
    fastest = stacked.min(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(np.isfinite(stacked), np.where(stacked == fastest, 1.0, stacked / fastest), np.inf)
    return {
        name: np.array([(row <= ratio).mean() for ratio in ratios]) for name, row in zip(times, factor, strict=True)
    }


def profile_bands(
    times: Mapping[str, NDArray[np.float64]], ratios: NDArray[np.float64], resamples: int = 200, seed: int = 0
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """The profiles of the median over seeds, and between which shares 95 % of their bootstrap over seeds lie.

    `times` are (problems, seeds); seeds are drawn anew for each problem, the same for every rule, as they are paired.
    """
    rng, names = np.random.default_rng(seed), list(times)
    stacked = np.array([times[name] for name in names])
    rules, problems, seeds = stacked.shape

    def of(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        ends = np.array([[middle(drawn[rule, each]) for each in range(problems)] for rule in range(rules)])
        return np.array(list(profile(dict(zip(names, ends, strict=True)), ratios).values()))

    own = of(stacked)
    again = []
    for _ in range(resamples):
        picks = rng.integers(seeds, size=(problems, seeds))
        again.append(of(np.take_along_axis(stacked, picks[None], axis=2)))
    low, high = np.quantile(np.array(again), [0.025, 0.975], axis=0)
    return {name: (own[place], low[place], high[place]) for place, name in enumerate(names)}
