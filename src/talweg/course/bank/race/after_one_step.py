import talweg as tw
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, LEAVES_A_COORDINATE, PROMISES_FIRST_FALL
from talweg.course.bank.race.setting import panel, run
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="race",
    level=2,
    kind="number",
    objective="Compute what one step of gradient descent does to the loss in a valley.",
    hint="The step multiplies $x$ and $y$ each by a factor of its own. Then put both into $f$.",
    misconceptions=(DROPS_FACTOR_TWO, LEAVES_A_COORDINATE, PROMISES_FIRST_FALL),
)
def after_one_step(draw: Draw) -> Number:
    """The value of f after one step of SGD in a valley."""
    kappa, kept = draw.pick([2, 4, 5, 8, 10]), draw.pick([-1, 1]) * draw.decimal(0.2, 0.7, 0.1)
    lr = round((1 - kept) / (2 * kappa), 10)
    x, y = draw.decimal(2, 6, 0.2), draw.decimal(1, 4, 0.2)
    race = run(kappa, [tw.sgd(lr=lr)], (x, y), 1)
    before, right = map(float, race.values["sgd"])
    to_x, to_y = race.paths["sgd"][1]
    along = round(1 - 2 * lr, 10)
    see = panel(kappa, "sgd", lr, (x, y), 1)
    wrong = [
        Wrong(
            x**2 + kappa * float(to_y) ** 2,
            LEAVES_A_COORDINATE,
            f"Here only $y$ has moved. The slope along $x$ is ${2 * x:g}$, and the step takes it in as well.",
            see,
        ),
        Wrong(
            float(tw.surfaces.valley(kappa=kappa).value(x * (1 - lr), y * (1 - kappa * lr))),
            DROPS_FACTOR_TWO,
            f"The slopes of $x^2$ and ${kappa}\\,y^2$ are $2\\,x$ and ${2 * kappa}\\,y$. Here the 2 is missing.",
            see,
        ),
    ]
    promised = before - lr * ((2 * x) ** 2 + (2 * kappa * y) ** 2)
    if promised > 0.1 * right:
        wrong.append(
            Wrong(
                promised,
                PROMISES_FIRST_FALL,
                "This takes the rate times the squared slope away from $f$, as if the slope stayed what it is for the whole "
                "step. It gets flatter on the way.",
                see,
            )
        )
    return Number(
        prompt=f"A walker at $({x:g}, {y:g})$ in the valley $f = x^2 + {kappa}\\,y^2$ takes one step of plain gradient "
        f"descent with $\\text{{lr}} = {lr:g}$. There $f = {before:g}$. What is $f$ after the step?",
        right=right,
        again=(x * along) ** 2 + kappa * (y * kept) ** 2,
        digits=4,
        why=f"The step multiplies $x$ by $1 - 2 \\cdot {lr:g} = {along:g}$ and $y$ by $1 - {2 * kappa} \\cdot {lr:g} = {kept:g}$. "
        f"So it leads to $({to_x:.4g}, {to_y:.4g})$, and there $f = {shown(right, 4)}$.",
        see=see,
        wrong=wrong,
    )
