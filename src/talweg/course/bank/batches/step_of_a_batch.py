import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, SUM_FOR_MEAN, TAKES_ALL_EXAMPLES, WRONG_SIGN
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="batches",
    level=2,
    kind="number",
    objective="Take one step of mini-batch gradient descent by hand.",
    hint="Only the examples of the batch count: find each one's slope, then take their mean.",
    misconceptions=(DROPS_FACTOR_TWO, SUM_FOR_MEAN, TAKES_ALL_EXAMPLES, WRONG_SIGN),
)
def step_of_a_batch(draw: Draw) -> Number:
    """Where a weight goes after an update on a batch of two."""
    while True:
        x = np.array([float(draw.whole(1, 4)) for _ in range(4)])
        y = np.array([float(draw.whole(0, 12)) for _ in range(4)])
        w, lr = float(draw.whole(1, 3)), draw.pick([0.01, 0.02, 0.05])
        batch = sorted(draw.some(range(4), 2))
        each = 2 * (w * x - y) * x
        if (
            abs(each[batch].mean()) >= 2
            and abs(each.mean() - each[batch].mean()) >= 2
            and len(set(zip(x, y, strict=True))) == 4
        ):
            break
    rule = tw.sgd(lr=lr)
    weight = np.array([w])
    _, slopes = tw.mse.value_and_grad(w * x[batch], y[batch])
    rule.step(weight, np.array([float(slopes @ x[batch])]), rule.init(weight))
    mean = float(each[batch].mean())
    data = ", ".join(f"$({a:g}, {b:g})$" for a, b in zip(x, y, strict=True))
    minus = f"({mean:g})" if mean < 0 else f"{mean:g}"
    names = [("first", "second", "third", "fourth")[at] for at in batch]
    told = " and ".join(f"${each[at]:g}$" for at in batch)
    return Number(
        prompt=f"A model $\\hat{{y}} = w\\,x$ with $w = {w:g}$ learns with squared error from four examples $(x, y)$: {data}. "
        f"The next batch holds the {names[0]} and the {names[1]}. With $\\text{{lr}} = {lr}$, what is $w$ after the update?",
        right=float(weight[0]),
        again=w - lr * mean,
        digits=4,
        why=f"An example's slope is $2\\,(w\\,x - y)\\,x$, here {told}. Their mean is ${mean:g}$, and the step goes against it: "
        f"${w:g} - {lr} \\cdot {minus} = {w - lr * mean:.4g}$.",
        see="#all-of-it-one-or-a-few",
        wrong=[
            Wrong(
                w - lr * float(each.mean()),
                TAKES_ALL_EXAMPLES,
                f"This is the step of all four, whose mean slope is {shown(float(each.mean()))}. The update knows its batch only.",
            ),
            Wrong(
                w - 2 * lr * mean,
                SUM_FOR_MEAN,
                "This adds up the two slopes. The loss of a batch is a mean, so its slope is one, too.",
            ),
            Wrong(
                w - lr * mean / 2,
                DROPS_FACTOR_TWO,
                "Half the step: the derivative of a square brings down a 2.",
            ),
            Wrong(w + lr * mean, WRONG_SIGN, "This goes with the slope, uphill. The step goes against it."),
        ],
    )
