from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown
from talweg.optimizers import OPTIMIZERS

FORGETS_BOUND = Misconception("forgets the bound", "Bounded descent divides by one plus the size of the slope.")
TAKES_BOUND_FOR_STEP = Misconception(
    "takes the bound for the step", "The rate is what no step reaches: the gentler the slope, the shorter the step."
)
LEAVES_SLOPE_OUT = Misconception(
    "only divides by the bound", "What is divided is the step of gradient descent: rate times slope."
)


@question(
    section="bounded",
    level=2,
    kind="single",
    objective="Work out the step of a rule that bounds it.",
    hint="Put the slope into the denominator first.",
    misconceptions=(FORGETS_BOUND, TAKES_BOUND_FOR_STEP, LEAVES_SLOPE_OUT),
)
def longest_step(draw: Draw) -> Choice:
    """How far one step of bounded descent goes."""
    slope, lr = draw.decimal(0.2, 4.9, 0.1), draw.decimal(0.05, 0.95, 0.002)
    after, _ = OPTIMIZERS["bounded"](lr=lr).next(0.0, slope, [], 1)
    right = -float(after)
    return Choice(
        prompt=f"The slope of a weight is ${slope:g}$, and bounded descent has $\\text{{lr}} = {lr:g}$. How far "
        "does its step go?",
        right=right,
        again=lr * slope / (1 + slope),
        why=f"$\\text{{lr}} \\cdot g / (1 + |g|) = {lr:g} \\cdot {slope:g} / {1 + slope:g} = {shown(right)}$.",
        see="#a-step-with-a-bound",
        wrong=[
            Wrong(lr * slope, FORGETS_BOUND, "This is the step of gradient descent, which has no bound."),
            Wrong(lr, TAKES_BOUND_FOR_STEP, "This is the bound itself, which a step never quite reaches."),
            Wrong(lr / (1 + slope), LEAVES_SLOPE_OUT, "This divides the rate alone: the slope is missing above."),
        ],
    )
