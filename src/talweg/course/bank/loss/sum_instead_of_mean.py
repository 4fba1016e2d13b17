from math import sqrt

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import RATE_THE_WRONG_WAY, ROOT_OF_BATCH, SUM_FOR_MEAN
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="loss",
    level=3,
    kind="number",
    objective="Keep the steps the same when a loss is summed and not averaged.",
    hint="By what factor does the gradient change?",
    misconceptions=(RATE_THE_WRONG_WAY, ROOT_OF_BATCH, SUM_FOR_MEAN),
)
def sum_instead_of_mean(draw: Draw) -> Number:
    """The rate that keeps SGD's steps when the loss becomes a sum."""
    size, lr = draw.whole(3, 256), draw.number(0.002, 0.5)
    y_hat, y = np.arange(1.0, size + 1), np.zeros(size)
    _, mean = tw.mse.value_and_grad(y_hat, y)
    _, total = tw.mse.value_and_grad(y_hat, y, reduction="sum")
    right = lr * float(mean[0] / total[0])
    return Number(
        prompt=f"A training run uses SGD with $\\text{{lr}} = {lr}$ and a loss averaged over each batch of {size} examples. A "
        "colleague's code adds up the losses of the batch and does not divide. Which rate gives exactly the same steps there?",
        right=right,
        again=lr / size,
        why=f"The sum is {size} times the mean, and so is its gradient. The step is the rate times the gradient, so the rate "
        f"must be {size} times smaller: {shown(right)}.",
        wrong=[
            Wrong(
                lr,
                SUM_FOR_MEAN,
                f"With the same rate every step is {size} times as long: the gradient of a sum is the sum of the gradients.",
            ),
            Wrong(
                lr * size,
                RATE_THE_WRONG_WAY,
                f"This makes each step ${size}^2$ times as long. A larger gradient needs a smaller rate.",
            ),
            Wrong(
                lr / sqrt(size),
                ROOT_OF_BATCH,
                f"The root belongs to the noise of a batch. The gradient itself grows by the whole {size}.",
            ),
        ],
    )
