"""Adam under a cosine against Adam at a fixed rate, each at its best, on real data."""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, factor, mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import loss_of, trained

RATES, EPOCHS, SIZE, TUNING = (0.003, 0.01, 0.03, 0.1), 10, 32, 3
TASKS = {
    "digits": ("digits, network", tw.training.digits, (64, 32, 10)),
    "digits_linear": ("digits, linear", tw.training.digits, (64, 10)),
    "tumours": ("tumours, network", tw.training.breast_cancer, (30, 16, 2)),
}
PLANS = ("fixed", "cosine")


def run(task: str, plan: str, lr: float, seed: int) -> tuple[float, float]:
    """The loss on unseen examples, and the share of them that are right."""
    _, load, sizes = TASKS[task]
    data, model = load(seed), tw.models.mlp(sizes, seed=seed)
    total = EPOCHS * -(-len(data.X_train) // SIZE)
    rule = tw.adam(lr=lr if plan == "fixed" else tw.cosine(peak=lr, total=total))
    trained(model, tw.cross_entropy, rule, data.train, size=SIZE, epochs=EPOCHS, seed=seed)
    right = float(np.mean(model(data.X_test).argmax(axis=1) == data.y_test))
    return loss_of(model, tw.cross_entropy, data.test), right


def measure(thorough: bool, seed: int) -> Measured:
    """The fixed rate's loss over the cosine's, for every task: each at its best rate, and both at the highest.

    The best rate is that of the lowest loss on a few seeds, which are then left out.
    """
    count = 35 if thorough else 11
    seeds, numbers, curves = range(count * seed, count * seed + count), list[Number](), []
    for task, (what, _, _) in TASKS.items():
        found = np.array([[[run(task, plan, lr, each) for each in seeds] for lr in RATES] for plan in PLANS])
        losses, fresh = found[..., 0], found[:, :, TUNING:]
        tuned = losses[:, :, :TUNING].mean(axis=2).argmin(axis=1)
        fixed, cosine = (rows[place] for rows, place in zip(fresh, tuned, strict=True))
        high = fresh[:, -1, :, 0]
        numbers += [
            factor(
                f"best_{task}",
                f"loss on unseen, fixed over cosine, each at its best: {what}",
                fixed[:, 0] / cosine[:, 0],
            ),
            mean(
                f"right_{task}", "unseen right there, the cosine's lead", 100 * (cosine[:, 1] - fixed[:, 1]), "points"
            ),
            factor(f"high_{task}", f"loss on unseen, fixed over cosine, both at {RATES[-1]}", high[0] / high[1]),
        ]
        middle = np.exp(np.log(losses).mean(axis=2))
        curves.append(curve(what, RATES, middle[0] / middle[1]))
    return Measured(
        tuple(numbers), Figure("lr, or the cosine's peak", "loss, fixed / cosine", tuple(curves), True, True, 1.0)
    )


def judge(numbers: Numbers) -> Judgement:
    """It holds where the cosine ends lower in every task, each at its best; depends where at a high rate, at least."""
    best = [numbers[f"best_{task}"] for task in TASKS]
    high = [numbers[f"high_{task}"] for task in TASKS]
    told = "; ".join(
        f"{what}, {float(numbers[f'best_{task}']):.2f} ({numbers[f'best_{task}'].low:.2f} to "
        f"{numbers[f'best_{task}'].high:.2f})"
        for task, (what, _, _) in TASKS.items()
    )
    return Judgement(
        "holds"
        if all(each.low > 1 for each in best)
        else "depends"
        if any(each.low > 1 for each in best + high)
        else "fails",
        f"Each at its best rate, the loss on unseen examples at a fixed rate over that under a cosine: {told}. Both at "
        f"{RATES[-1]}, too high a rate, it is {', '.join(f'{float(each):.1f}' for each in high)}.",
        "It turns with how well the fixed rate is tuned. What a cosine surely brings is room: it forgives a peak "
        "that is too high, since it does not stay there.",
    )


CLAIM = Claim(
    name="adam_cosine",
    statement="Adam with a cosine beats Adam at a fixed rate.",
    section="schedule",
    source="Loshchilov and Hutter, 2019, arXiv:1711.05101",
    experiment=f"Three models of real data, {EPOCHS} epochs in batches of {SIZE}: both plans at the best of four "
    "rates, tuned on seeds of their own; paired weights and orders.",
    measure=measure,
    judge=judge,
)
