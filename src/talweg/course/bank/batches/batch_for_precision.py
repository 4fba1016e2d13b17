from math import sqrt

from talweg.course.bank.misconceptions import FACTOR_FOR_SIZE, LINEAR_NOISE, ROOT_THE_WRONG_WAY
from talweg.course.question import Draw, Number, Wrong, question

SEE = "#all-of-it-one-or-a-few"


@question(
    section="batches",
    level=2,
    kind="number",
    objective="Find the batch size that makes the error of the gradient as small as wanted.",
    hint="The error falls as one over the root of the batch size. Solve that for the size.",
    misconceptions=(FACTOR_FOR_SIZE, LINEAR_NOISE, ROOT_THE_WRONG_WAY),
)
def batch_for_precision(draw: Draw) -> Number:
    """The batch size for a smaller error of the gradient."""
    times, size = draw.whole(2, 6), draw.whole(4, 64)
    wanted = draw.whole(3, 12)
    error, data = wanted * times, 1000 * draw.whole(20, 100)
    right = size * (error / wanted) ** 2
    return Number(
        prompt=f"With batches of {size} out of {data:,} examples the gradient is off by {error}% on average. It should be off by "
        f"{wanted}% only. How many examples does a batch need?",
        right=right,
        again=float(size * times**2),
        whole=True,
        why=f"The error is to be {times} times smaller. It falls as $1/\\sqrt{{B}}$, so the batch must be ${times}^2 = {times**2}$ times as "
        f"large: ${size} \\cdot {times**2} = {right:g}$. Each update then costs {times**2} times as much.",
        see=SEE,
        wrong=[
            Wrong(
                float(size * times),
                LINEAR_NOISE,
                f"{times} times the examples divide the error by $\\sqrt{{{times}}} = {sqrt(times):.3g}$ only: it would still be "
                f"{error / sqrt(times):.2g}%.",
                SEE,
            ),
            Wrong(
                float(round(size * sqrt(times))),
                ROOT_THE_WRONG_WAY,
                "The root is in the law for the error. To find the size from the error you have to square.",
                SEE,
            ),
            Wrong(
                float(times**2),
                FACTOR_FOR_SIZE,
                f"The batch must become {times**2} times as large as it is, and it has {size} examples now.",
                SEE,
            ),
        ],
    )
