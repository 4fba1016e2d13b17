"""Whether Adam's second moment, which has seen too little, is why a warm-up helps: what if it has seen enough?"""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.errors import NonFiniteError
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact, factor, mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import chance, loss_of
from talweg.training.loop.examples import examples
from talweg.training.loop.run import Run

LAYERS, EPOCHS, SIZE, SHARE = (64, 32, 32, 32, 10), 8, 32, 0.05
RATES, SHOWN = (0.01, 0.03, 0.06), 0.06
WAYS = ("plain", "warm-up", "primed", "radam")
MOST, LEAST = 0.5, 0.2
"""Priming explains a warm-up where it brings half of its gain, and does not where it brings less than a fifth."""


def run(way: str, lr: float, seed: int) -> float:
    """The training loss after a cosine from lr; that of guessing at most.

    "primed" first shows the rule as many gradients as a warm-up has steps, all at the weights of the start.
    """
    data, model = tw.training.digits(seed).train, tw.models.mlp(LAYERS, seed=seed)
    total = EPOCHS * -(-len(data[0]) // SIZE)
    early = round(SHARE * total)
    shown = early if way == "primed" else 0
    after = tw.cosine(peak=lr, total=total, warmup=early if way == "warm-up" else 0)
    rule = (tw.radam if way == "radam" else tw.adam)(lr=lambda t: after(max(t - shown, 0)))
    begin = model.parameters.copy()
    held = examples("claim", model, tw.cross_entropy, data, "data")
    own = Run(model, tw.cross_entropy, rule, held, size=SIZE, epochs=EPOCHS + 1, seed=seed, watched=False)
    try:
        for _, batch in zip(range(total + shown), own.endless(), strict=False):
            own.step(batch)
            if own.state.t <= shown:
                model.parameters[...] = begin
        own.check_weights()
    except NonFiniteError:
        return chance(10)
    return min(loss_of(model, tw.cross_entropy, data), chance(10))


def measure(thorough: bool, seed: int) -> Measured:
    """The loss of each way at either rate; and of the gain of a warm-up, the share that priming brings."""
    count = 40 if thorough else 10
    seeds = range(count * seed, count * seed + count)
    found = np.array([[[run(way, lr, each) for each in seeds] for lr in RATES] for way in WAYS])
    plain, warm, primed, rectified = np.log(found[:, RATES.index(SHOWN)])
    groups = np.array_split(np.arange(count), 5)
    shares = [(plain[group] - primed[group]).mean() / (plain[group] - warm[group]).mean() for group in groups]
    numbers = (
        exact("lr", "rate", SHOWN),
        factor("warm", "loss without over with a warm-up", np.exp(plain - warm)),
        factor("primed", "loss without over that of a primed second moment", np.exp(plain - primed)),
        factor("radam", "loss of Adam over that of RAdam, both without a warm-up", np.exp(plain - rectified)),
        mean("share", "of the warm-up's gain (in logarithms), what priming brings", shares),
    )
    curves = tuple(curve(way, RATES, np.exp(np.log(rows).mean(axis=1))) for way, rows in zip(WAYS, found, strict=True))
    return Measured(numbers, Figure("lr", "loss", curves, log_x=True, log_y=True))


def judge(numbers: Numbers) -> Judgement:
    """It holds where priming brings half of the gain, and fails where less than a fifth, or there is no gain."""
    share, warm = numbers["share"], numbers["warm"]
    gains = warm.low > 1
    return Judgement(
        "holds" if gains and share.low >= MOST else "fails" if not gains or share.high < LEAST else "depends",
        f"At lr = {float(numbers['lr']):g} the loss without a warm-up is {float(warm):.1f} times that with one. It is "
        f"{float(numbers['primed']):.1f} times that of averages which have seen as many gradients before the first "
        f"step, and {float(numbers['radam']):.1f} times that of RAdam, which waits until they have.",
        "What priming does not bring must have another reason: a warm-up also keeps the steps short while the ground "
        "is steep, whatever they are divided by. And it turns with the rate: at a low one there is no gain to "
        "explain.",
    )


CLAIM = Claim(
    name="warmup_reason",
    statement="A warm-up helps because Adam's second moment has seen too few gradients at first.",
    section="schedule",
    source="Liu et al., 2020, arXiv:1908.03265",
    experiment="A network of three hidden layers on the digits by Adam at a high rate: plainly, with a warm-up, with "
    "a second moment that was shown as many gradients at the start's weights before the first step, and by RAdam.",
    measure=measure,
    judge=judge,
)
