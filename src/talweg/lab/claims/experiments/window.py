"""What momentum with β = 0.9 remembers, by each of the ways in which a memory can be measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact, mean
from talweg.lab.claims.figure import Figure, curve

BETAS, BETA, TAUGHT = (0.5, 0.9, 0.99), 0.9, 10
SETTLED = 200


def response(beta: float, signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """The velocity after every gradient of `signal` (steps, n), over lr."""
    opt = tw.momentum(lr=1.0, beta=beta)
    w = np.zeros(signal.shape[1])
    state, path = opt.init(w), []
    for gradient in signal:
        opt.step(w, gradient, state)
        path.append(np.asarray(state.slots["v"]).copy())
    return np.array(path)


def measure(thorough: bool, seed: int) -> Measured:
    """The total, the mean age, the share of the last ten and the averaging of noise, from gradients fed to the rule."""
    impulse = np.zeros((SETTLED, 1))
    impulse[0] = 1.0
    weights = {beta: response(beta, impulse)[:, 0] for beta in BETAS}
    mine = weights[BETA]
    ages = 1 + np.arange(SETTLED)
    draw = np.random.default_rng(seed)
    noise = draw.normal(size=(SETTLED, 50_000 if thorough else 10_000))
    # Of so many independent gradients a plain mean would be as calm as the velocity over its total.
    samples = [1 / np.var(each[-1] / mine.sum()) for each in np.split(response(BETA, noise), 10, axis=1)]
    numbers = (
        exact("total", f"total of the weights at β = {BETA}", mine.sum()),
        exact("age", "mean age of a gradient in it, in steps, the newest being 1", (mine * ages).sum() / mine.sum()),
        exact("recent", "share of the last 10 gradients", 100 * mine[:TAUGHT].sum() / mine.sum(), "%"),
        exact("most", "steps that hold 95% of it", 1 + int(np.argmax(np.cumsum(mine) >= 0.95 * mine.sum()))),
        mean("calm", "gradients whose plain mean is as calm", samples),
    )
    curves = tuple(curve(f"β = {beta}", ages[:40] - 1, weights[beta][:40]) for beta in BETAS)
    return Measured(numbers, Figure("steps ago", "weight of a gradient", curves))


def judge(numbers: Numbers) -> Judgement:
    """It holds where the total, the mean age and the averaging of noise all lie within a factor of two of 10."""
    measures = [numbers[name] for name in ("total", "age", "calm")]
    near = [each.low >= TAUGHT / 2 and each.high <= TAUGHT * 2 for each in measures]
    return Judgement(
        "holds" if all(near) else "depends" if any(near) else "fails",
        f"The weights total {float(numbers['total']):.0f}, a gradient in the sum is {float(numbers['age']):.0f} steps "
        f"old on average, and the last ten make {float(numbers['recent']):.0f}% of it. As an average it is as calm as "
        f"the plain mean of {float(numbers['calm']):.0f}.",
        f"It is a window without an edge: to hold 95% of the memory takes {float(numbers['most']):.0f} steps. And it "
        "is a sum, ten times as long as the mean.",
    )


CLAIM = Claim(
    name="window",
    statement="β = 0.9 is a window of about 10 steps.",
    section="momentum",
    source="Goh, 2017",
    experiment="The rule itself is fed one gradient and then none, and pure noise; what its velocity holds of them "
    "is read off.",
    measure=measure,
    judge=judge,
)
