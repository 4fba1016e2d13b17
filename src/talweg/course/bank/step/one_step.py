import talweg as tw
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, FORGETS_RATE, WRONG_SIGN
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="step",
    level=2,
    kind="number",
    objective="Take one step of gradient descent by hand.",
    hint="First the slope at this x, then the rate times it, then against it.",
    misconceptions=(DROPS_FACTOR_TWO, FORGETS_RATE, WRONG_SIGN),
)
def one_step(draw: Draw) -> Number:
    """Where one step of gradient descent on x^2 leads."""
    x, lr = draw.decimal(1.2, 19.8, 0.1), draw.decimal(0.02, 0.48, 0.005)
    right = float(tw.race(tw.surfaces.valley, [tw.sgd(lr=lr)], start=(x, 0.0), steps=1).paths["sgd"][1][0])
    return Number(
        prompt=f"You stand at $x = {x:g}$ on $f = x^2$ and take one step of gradient descent with "
        f"$\\text{{lr}} = {lr}$. Where are you then?",
        right=right,
        again=x - lr * 2 * x,
        why=f"The slope is $2x = {2 * x:g}$, the step ${lr} \\cdot {2 * x:g} = {shown(lr * 2 * x)}$ against it: "
        f"${x:g} - {shown(lr * 2 * x)} = {shown(right)}$.",
        wrong=[
            Wrong(
                x - lr * x,
                DROPS_FACTOR_TWO,
                f"This takes $x$ itself for the slope. The slope of $x^2$ is $2x = {2 * x:g}$.",
            ),
            Wrong(x + lr * 2 * x, WRONG_SIGN, "This walks up the hill: the step goes against the slope."),
            Wrong(x - 2 * x, FORGETS_RATE, "This takes the whole slope for the step. The rate makes it shorter."),
        ],
    )
