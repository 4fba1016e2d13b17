import talweg as tw
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, STAYS_ON_ITS_SIDE, STEP_FOR_RATE
from talweg.course.question import Draw, Number, Wrong, question


@question(
    section="step",
    level=3,
    kind="number",
    objective="Find the rate from where a step began and ended.",
    hint="How long was the step, and how steep was the ground where it began?",
    misconceptions=(DROPS_FACTOR_TWO, STAYS_ON_ITS_SIDE, STEP_FOR_RATE),
)
def rate_from_two_places(draw: Draw) -> Number:
    """The learning rate of a step that was seen."""
    a, kept = draw.whole(1, 9), draw.pick([-1, 1]) * draw.decimal(0.05, 0.9, 0.05)
    lr, x = (1 - kept) / (2 * a), draw.pick([-1, 1]) * draw.decimal(1, 20, 0.5)
    path = tw.race(tw.surfaces.valley(kappa=a), [tw.sgd(lr=lr)], start=(0.0, x), steps=1).paths["sgd"]
    end = float(path[1, 1])
    f = "x^2" if a == 1 else f"{a}\\,x^2"
    wrong = [
        Wrong(2 * lr, DROPS_FACTOR_TWO, f"This takes ${a * x:g}$ for the slope at $x = {x:g}$. It is twice that."),
        Wrong(
            abs(x - end),
            STEP_FOR_RATE,
            f"This is the length of the step. The rate is the step over the slope, which is ${2 * a * x:g}$.",
        ),
    ]
    if kept < 0:
        wrong.append(
            Wrong(
                (abs(x) - abs(end)) / abs(2 * a * x),
                STAYS_ON_ITS_SIDE,
                f"This counts only how much closer the bottom is. The step went through it, from ${x:g}$ to ${end:g}$.",
            )
        )
    return Number(
        prompt=f"On $f = {f}$ someone stood at $x = {x:g}$, took one step of gradient descent and now stands at "
        f"$x = {end:g}$. What was the learning rate?",
        right=lr,
        again=(x - end) / (2 * a * x),
        digits=4,
        why=f"The slope where the step began is ${2 * a}\\,x = {2 * a * x:g}$, and $x$ changed by ${end - x:g}$, against the slope. "
        f"The rate is the one size over the other: ${abs(end - x):g}/{abs(2 * a * x):g} = {lr:.4g}$.",
        see="#one-line-two-choices",
        wrong=wrong,
    )
