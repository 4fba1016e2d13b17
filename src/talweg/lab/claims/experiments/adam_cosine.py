"""Adam under a cosine against Adam at a fixed rate, each at its best, on real data."""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, factor, mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import loss_of, trained

RATES, EPOCHS, SIZE, TUNING = (0.003, 0.01, 0.03, 0.1), 10, 32, 2
TASKS = {
    "digits": ("digits, network", tw.training.digits, (64, 32, 10)),
    "digits_linear": ("digits, linear", tw.training.digits, (64, 10)),
    "tumours": ("tumours, network", tw.training.breast_cancer, (30, 16, 2)),
}
PLANS = ("fixed", "cosine")


def run(task: str, plan: str, lr: float, seed: int) -> tuple[float, float, float]:
    """The loss on the training examples, on unseen ones, and the share of these that are right."""
    _, load, sizes = TASKS[task]
    data, model = load(seed), tw.models.mlp(sizes, seed=seed)
    total = EPOCHS * -(-len(data.X_train) // SIZE)
    rule = tw.adam(lr=lr if plan == "fixed" else tw.cosine(peak=lr, total=total))
    loss = trained(model, tw.cross_entropy, rule, data.train, size=SIZE, epochs=EPOCHS, seed=seed)
    right = float(np.mean(model(data.X_test).argmax(axis=1) == data.y_test))
    return loss, loss_of(model, tw.cross_entropy, data.test), right


def measure(thorough: bool, seed: int) -> Measured:
    """For every task the fixed rate's losses over the cosine's, each at its best rate, tuned on seeds of its own."""
    count = 32 if thorough else 12
    seeds, numbers = range(count * seed, count * seed + count), list[Number]()
    for task, (what, _, _) in TASKS.items():
        best = {
            plan: min(RATES, key=lambda lr: sum(run(task, plan, lr, each)[0] for each in seeds[:TUNING]))
            for plan in PLANS
        }
        fixed, cosine = (np.array([run(task, plan, best[plan], each) for each in seeds[TUNING:]]) for plan in PLANS)
        numbers += [
            factor(f"train_{task}", f"training loss, fixed over cosine: {what}", fixed[:, 0] / cosine[:, 0]),
            factor(f"unseen_{task}", "loss on unseen examples, fixed over cosine", fixed[:, 1] / cosine[:, 1]),
            mean(f"right_{task}", "unseen right, cosine's lead", 100 * (cosine[:, 2] - fixed[:, 2]), "points"),
        ]
    shown = {
        plan: [factor("", "", [run("digits", plan, lr, each)[1] for each in seeds[:TUNING]]) for lr in RATES]
        for plan in PLANS
    }
    curves = tuple(curve(plan, RATES, [float(each) for each in row]) for plan, row in shown.items())
    return Measured(
        tuple(numbers), Figure("lr, or the cosine's peak", "loss on unseen digits", curves, log_x=True, log_y=True)
    )


def judge(numbers: Numbers) -> Judgement:
    """It holds where the unseen loss is lower under the cosine in every task, depends where any loss is in some."""
    unseen = [numbers[f"unseen_{task}"].low > 1 for task in TASKS]
    train = [numbers[f"train_{task}"].low > 1 for task in TASKS]
    told = "; ".join(
        f"{what}: training loss {float(numbers[f'train_{task}']):.2f} times as high at a fixed rate, loss on unseen "
        f"examples {float(numbers[f'unseen_{task}']):.2f} times, {float(numbers[f'right_{task}']):+.1f} points of "
        "accuracy for the cosine"
        for task, (what, _, _) in TASKS.items()
    )
    return Judgement(
        "holds" if all(unseen) else "depends" if any(unseen) or any(train) else "fails",
        f"{told[0].upper()}{told[1:]}.",
        "It turns with what is asked for and how well the fixed rate is tuned. The cosine bears a higher peak and "
        "forgives a rate that is too high; where the model already fits its examples, a lower training loss is no "
        "better on unseen ones.",
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
