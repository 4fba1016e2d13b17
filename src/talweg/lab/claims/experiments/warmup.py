"""What a warm-up is worth at low and at high rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, exact, factor
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import chance, trained

LAYERS, EPOCHS, SIZE, SHARE = (64, 32, 32, 32, 10), 8, 32, 0.05
RULES = {"adam": (0.001, 0.003, 0.01, 0.03, 0.06), "momentum": (0.01, 0.03, 0.1, 0.2, 0.4)}
WORKS = 0.5
"""A run works that ends below this share of the loss of guessing."""


def end(rule: str, lr: float, warm: bool, seed: int) -> float:
    """The training loss after a cosine from lr, with or without a warm-up in front; that of guessing at most."""
    data, model = tw.training.digits(seed).train, tw.models.mlp(LAYERS, seed=seed)
    total = EPOCHS * -(-len(data[0]) // SIZE)
    plan = tw.cosine(peak=lr, total=total, warmup=round(SHARE * total) if warm else 0)
    chosen = {"adam": tw.adam, "momentum": tw.momentum}[rule](lr=plan)
    found = trained(model, tw.cross_entropy, chosen, data, size=SIZE, epochs=EPOCHS, seed=seed)
    return min(found, chance(10))


def measure(thorough: bool, seed: int) -> Measured:
    """For either rule the loss without over the loss with a warm-up, at every rate."""
    count = 30 if thorough else 6
    numbers, curves = list[Number](), []
    for rule, rates in RULES.items():
        plain, warm = (
            np.array([[end(rule, lr, given, count * seed + each) for each in range(count)] for lr in rates])
            for given in (False, True)
        )
        # The highest rate at which most runs with a warm-up work: beyond it there is nothing to help.
        works = np.flatnonzero(np.median(warm, axis=1) < WORKS * chance(10))
        top = int(works.max()) if works.size else 0
        numbers += [
            exact(f"top_{rule}", f"highest of {rule}'s rates that works with a warm-up", rates[top]),
            _gain(f"low_{rule}", f"{rule}: loss without over with a warm-up, at lr = {rates[0]:g}", plain[0], warm[0]),
            _gain(f"high_{rule}", "the same at that highest rate", plain[top], warm[top]),
        ]
        steps = np.array(rates) / rates[0]
        curves.append(curve(rule, steps, [float(_gain("", "", *pair)) for pair in zip(plain, warm, strict=True)]))
    return Measured(
        tuple(numbers), Figure("rate over the lowest", "loss without / with", tuple(curves), True, True, 1.0)
    )


def _gain(name: str, what: str, plain: NDArray[np.float64], warm: NDArray[np.float64]) -> Number:
    return factor(name, what, plain / warm)


def judge(numbers: Numbers) -> Judgement:
    """It holds where it helps both rules at the highest rate, and more than at the lowest; depends: one of them."""
    more = [numbers[f"high_{rule}"].low > max(1.0, float(numbers[f"low_{rule}"])) for rule in RULES]
    told = ", ".join(
        f"{rule}'s loss without a warm-up is {float(numbers[f'low_{rule}']):.2f} times that with it at its lowest "
        f"rate and {float(numbers[f'high_{rule}']):.1f} times at {float(numbers[f'top_{rule}']):g}"
        for rule in RULES
    )
    return Judgement(
        "holds" if all(more) else "depends" if any(more) else "fails",
        f"{told[0].upper()}{told[1:]}, the highest rate that works with one.",
        "It turns with the rate: at a rate that the start bears there is nothing to protect, and the warm-up only "
        "takes a few steps away.",
    )


CLAIM = Claim(
    name="warmup",
    statement="Warm-up matters most at high rates.",
    section="schedule",
    source="Goyal et al., 2017, arXiv:1706.02677",
    experiment=f"A network of three hidden layers on the digits under a cosine, {EPOCHS} epochs, with and without a "
    f"warm-up over the first {100 * SHARE:.0f}% of the steps, by Adam and by momentum at five rates.",
    measure=measure,
    judge=judge,
)
