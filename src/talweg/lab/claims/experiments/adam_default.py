"""The 90% rule: on how many problems of real data Adam at 0.001 comes close to the best tuned rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, exact, mean, share
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.problems.problem import Problem
from talweg.lab.problems.real import REAL
from talweg.optimizers import OPTIMIZERS

RATES = {
    "sgd": (0.01, 0.03, 0.1, 0.3, 1.0),
    "momentum": (0.003, 0.01, 0.03, 0.1, 0.3),
    "adam": (0.001, 0.003, 0.01, 0.03, 0.1),
    "rmsprop": (0.0003, 0.001, 0.003, 0.01, 0.03),
    "adamw": (0.001, 0.003, 0.01, 0.03, 0.1),
}
"""What the best is chosen of: five rates of every rule; of the first three rules alone, where it is quick."""
FIRST, EACH = 3, 5
SLOW = ("digits_wide", "digits_full_batch", "digits_convolution", "digits_recurrence")
"""Problems that take as long as half of the others together: left out where it is quick."""
MARGINS, MARGIN = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5), 0.05
"""Close is: short of the best by a twentieth of what the best brings, or less."""
LENGTHS = (0.2, 1.0, 5.0)
"""How long runs are: times the steps that a problem is given in `tw.problems`."""
TAUGHT = 0.9


def ends(problem: Problem, rule: tw.Optimizer, seeds: range) -> NDArray[np.float64]:
    """What is measured on unseen examples after each length, (lengths,), over the seeds; inf where one left."""
    steps = [max(round(length * problem.steps), 1) for length in LENGTHS]
    runs = [problem.run(rule, seed=seed, steps=steps[-1], every=steps[0]) for seed in seeds]
    found: NDArray[np.float64] = np.mean(
        [[run.values[np.searchsorted(run.steps, step)] for step in steps] for run in runs], axis=0
    )
    return found


def shortfalls(problem: Problem, trials: list[tw.Optimizer], tuning: range, fresh: range) -> NDArray[np.float64]:
    """How far Adam at 0.001 stays behind the best of all trials and of a few, (2, lengths), of what that brings.

    The best is tuned on some seeds and measured on others, for every length anew. A few are one rate of every rule,
    its middle one.
    """
    found = np.array([ends(problem, rule, tuning) for rule in trials])
    own = ends(problem, tw.adam(lr=0.001), fresh)
    begin = np.mean([problem.run("sgd", seed=seed, steps=1).values[0] for seed in fresh])
    measured: dict[int, NDArray[np.float64]] = {}
    behind = np.empty((2, len(LENGTHS)))
    for row, subset in zip(behind, (range(len(trials)), range(EACH // 2, len(trials), EACH)), strict=True):
        for place in range(len(LENGTHS)):
            best = min(subset, key=lambda trial: found[trial, place])
            if best not in measured:
                measured[best] = ends(problem, trials[best], fresh)
            reached = measured[best][place]
            row[place] = (own[place] - reached) / max(begin - reached, 1e-12)
    return behind


def measure(thorough: bool, seed: int) -> Measured:
    """The share of the problems on which Adam at 0.001 is close, for every length of run and either tuning."""
    first, rules = 20 * seed, list(RATES) if thorough else list(RATES)[:FIRST]
    trials = [OPTIMIZERS[rule](lr=lr) for rule in rules for lr in RATES[rule]]
    tuning, fresh = (
        range(first, first + (3 if thorough else 1)),
        range(first + 10, first + (20 if thorough else 12)),
    )
    problems = [problem for problem in REAL if thorough or problem.name not in SLOW]
    found = np.array([shortfalls(problem, trials, tuning, fresh) for problem in problems])
    numbers: list[Number] = [
        exact("problems", "problems of real data", len(problems)),
        exact("trials", "trials that the best of all is chosen of", len(trials)),
        exact("few", "trials that the best of a few is chosen of", len(rules)),
    ]
    for place, length in enumerate(LENGTHS):
        when = f"{length:g} times the usual steps"
        for which, tuned in enumerate(("all", "few")):
            hits = int(np.sum(found[:, which, place] <= MARGIN))
            what = f"problems on which Adam at 0.001 is close to the best of {tuned}, {when}"
            numbers.append(share(f"{tuned}_{length}", what, hits, len(problems)))
        what = f"how far it stays behind the best of all, of what that brings, {when}"
        numbers.append(mean(f"behind_{length}", what, found[:, 0, place]))
    curves = tuple(
        curve(f"{length:g} times the steps", MARGINS, [np.mean(found[:, 0, place] <= margin) for margin in MARGINS])
        for place, length in enumerate(LENGTHS)
    )
    return Measured(tuple(numbers), Figure("margin", "share of problems", curves, log_x=True, level=TAUGHT))


def judge(numbers: Numbers) -> Judgement:
    """It holds where every length's interval reaches 90%, and fails where most problems are never close."""
    found = [numbers[f"all_{length}"] for length in LENGTHS]
    shares = [100 * float(numbers[f"all_{length}"]) for length in LENGTHS]
    few = 100 * float(numbers[f"few_{LENGTHS[-1]}"])
    return Judgement(
        "holds"
        if all(each.high >= TAUGHT for each in found)
        else "depends"
        if any(float(each) > 0.5 for each in found)
        else "fails",
        f"Of {numbers['problems'].text} problems Adam at 0.001 comes within {100 * MARGIN:.0f}% of the best of "
        f"{numbers['trials'].text} tuned trials on {shares[0]:.0f}% in runs of a fifth of the usual steps, on "
        f"{shares[1]:.0f}% in runs of all and on {shares[2]:.0f}% in runs {LENGTHS[-1]:g} times as long. Against the "
        f"best of only {numbers['few'].text} it is close on {few:.0f}% of those.",
        "It turns with how long you train: at 0.001 a weight moves by about a thousandth a step, and small models in "
        "short runs have a longer way to go than that. The margin matters, too, as the figure shows.",
    )


CLAIM = Claim(
    name="adam_default",
    statement="Adam at 0.001 works for about 90% of problems.",
    section="adam",
    source="Kingma and Ba, 2015, arXiv:1412.6980; Schmidt et al., 2021, arXiv:2007.01547",
    experiment=f"{len(REAL)} problems (quick: {len(REAL) - len(SLOW)}) of real data, the same batches for all: Adam "
    "at 0.001 against the best of five rules at five rates, chosen on some seeds and measured on others by the loss "
    "on unseen examples.",
    measure=measure,
    judge=judge,
)
