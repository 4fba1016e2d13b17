from math import sqrt

from talweg.course.bank.misconceptions import LINEAR_NOISE, MORE_IS_NOISIER, NOISE_BY_SIZE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="batches",
    level=2,
    kind="number",
    objective="Predict how the error of a gradient changes with the size of the batch.",
    hint="It is the law of the error of a mean.",
    misconceptions=(LINEAR_NOISE, MORE_IS_NOISIER, NOISE_BY_SIZE),
)
def noise_of_a_batch(draw: Draw) -> Number:
    """The error of the gradient at another batch size."""
    small = draw.whole(4, 40)
    times = draw.pick([4, 9, 16, 25])
    error = draw.whole(12, 60)
    data = 1000 * draw.whole(20, 100)
    right = error / sqrt(times)
    return Number(
        prompt=f"From batches of {small} examples out of {data:,}, the gradient is off by {error}% on average. You take "
        f"batches of {small * times} instead. By how much is it off now?",
        right=right,
        digits=2,
        unit="%",
        why=f"The batch is {times} times as large, so the error is divided by $\\sqrt{{{times}}} = {sqrt(times):g}$: "
        f"about {shown(right, 2)}%. The price is {times} times the work for each update.",
        wrong=[
            Wrong(
                error / times,
                LINEAR_NOISE,
                f"This divides by {times}. {times} times the examples buy only ${sqrt(times):g}$ times the precision.",
            ),
            Wrong(
                float(error),
                NOISE_BY_SIZE,
                f"Both are a small share of {data:,}, but it is not the share that counts: "
                "the number of examples in the batch does.",
            ),
            Wrong(
                error * sqrt(times),
                MORE_IS_NOISIER,
                "More examples do not disturb each other: their errors partly cancel in the mean.",
            ),
        ],
    )
