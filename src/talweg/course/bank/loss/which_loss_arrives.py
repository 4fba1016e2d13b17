import numpy as np

import talweg as tw
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import CONSTANT_PULL_SETTLES, LIMITED_PULL_IS_FAST, PULL_WITHOUT_LIMIT
from talweg.course.question import Choice, Draw, Wrong, question, shown

# From where to where errors and rates lie: far off, very near, and with a rate at which squared error overshoots.
SCENES = (
    ((1.3, 20.0), (0.02, 0.2)),
    ((0.35, 0.75), (0.01, 0.02)),
    ((2.3, 12.0), (0.8, 1.1)),
)


def distance(loss: tw.Loss, error: float, lr: float, steps: int) -> float:
    """How far a prediction is still off when it has followed the gradient of its own loss."""
    w, target, rule = np.array([error]), np.zeros(1), tw.sgd(lr=lr)
    state = rule.init(w)
    for _ in range(steps):
        rule.step(w, loss.value_and_grad(w, target)[1], state)
    return abs(float(w[0]))


@question(
    section="loss",
    level=3,
    kind="race",
    objective="Predict how fast each regression loss brings an error down.",
    hint="Squared error takes off a share of the error at each step, absolute error always the same piece.",
    misconceptions=(CONSTANT_PULL_SETTLES, LIMITED_PULL_IS_FAST, PULL_WITHOUT_LIMIT),
)
def which_loss_arrives(draw: Draw) -> Choice:
    """Under which of three losses a prediction is closest to its target after some steps."""
    while True:
        errors, rates = draw.pick(SCENES)
        error, lr = draw.number(*errors), draw.number(*rates)
        delta, steps = draw.decimal(1, 3, 0.5), draw.whole(10, 40)
        losses = {"squared error": tw.mse, "absolute error": tw.mae, "Huber's loss": tw.huber.replace(delta=delta)}
        ends = {name: distance(loss, error, lr, steps) for name, loss in losses.items()}
        best, second = sorted(ends, key=ends.__getitem__)[:2]

        def closest(error: float, lr: float, steps: int, losses: dict[str, tw.Loss] = losses) -> str:
            """The loss that ends closest to the target."""
            return min(losses, key=lambda each: distance(losses[each], error, lr, steps))

        # Where an absolute error would land on the target exactly, rounding decides what comes next.
        landing = steps * lr >= error - lr and abs(error / lr - round(error / lr)) < 1e-6
        if ends[second] > 1.3 * ends[best] + 1e-3 and not landing:
            nearby = shaken(closest, error=error, lr=lr, steps=steps)
            if set(nearby) == {best}:
                break
    squared, absolute, huber = losses
    told = {
        squared: f"Under squared error each step multiplies the error by ${1 - 2 * lr:.4g}$: after {steps} it is "
        f"{shown(ends[squared])}.",
        absolute: f"Under absolute error each step takes {lr} off, however large the error is"
        + (", and then steps over the target and back" if steps * lr > error else "")
        + f": after {steps} it is {shown(ends[absolute])}.",
        huber: f"Under Huber's loss each step takes at most ${lr} \\cdot {delta:g} = {lr * delta:.4g}$ off, and below an error "
        f"of {delta:g} multiplies it by ${1 - lr:.4g}$: after {steps} it is {shown(ends[huber])}.",
    }
    slips = {
        squared: PULL_WITHOUT_LIMIT,
        absolute: CONSTANT_PULL_SETTLES if steps * lr > error else LIMITED_PULL_IS_FAST,
        huber: LIMITED_PULL_IS_FAST if best == squared else PULL_WITHOUT_LIMIT,
    }
    return Choice(
        prompt=f"A prediction is {error:g} too high and follows the gradient of its own loss: {steps} steps with "
        f"$\\text{{lr}} = {lr}$, once under squared error, once under absolute error and once under Huber's loss with "
        f"$\\delta = {delta:g}$. Under which is it closest to its target in the end?",
        right=best,
        nearby=nearby,
        why=f"{told[best]} {told[second]}",
        see=f"?punishment.show=mse,mae,huber&punishment.delta={delta:g}&punishment.error={min(error, 5):g}#what-a-loss-does",
        wrong=[Wrong(name, slips[name], f"{told[name]} {told[best]}") for name in losses if name != best],
    )
