import talweg as tw
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, FREEZES_SLOPE, WRONG_SIGN
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="step",
    level=2,
    kind="number",
    objective="Follow gradient descent on a parabola over several steps.",
    hint="What is $x$ multiplied by at each step?",
    misconceptions=(DROPS_FACTOR_TWO, FREEZES_SLOPE, WRONG_SIGN),
)
def some_steps_on(draw: Draw) -> Number:
    """Where several steps of gradient descent on a parabola lead."""
    a, kept = draw.pick([1, 2, 4, 5, 10]), draw.pick([-1, 1]) * draw.decimal(0.3, 0.9, 0.05)
    lr = round((1 - kept) / (2 * a), 10)
    x, steps = draw.decimal(1.2, 9.8, 0.1), draw.pick([2, 3])
    paths = tw.race(tw.surfaces.valley(kappa=a), [tw.sgd(lr=lr)], start=(0.0, x), steps=steps).paths
    places = [float(each) for each in paths["sgd"][:, 1]]
    way = ", ".join(f"${each:.4g}$" for each in places)
    f = "x^2" if a == 1 else f"{a}\\,x^2"
    see = f"?race.shape.kappa={a}&race.rules=sgd&race.rate={lr}&race.start=0,{min(x, 4):g}&race.steps=10#the-race"
    return Number(
        prompt=f"You stand at $x = {x:g}$ on $f = {f}$ and take {steps} steps of gradient descent with "
        f"$\\text{{lr}} = {lr:g}$. Where are you then?",
        right=places[-1],
        again=x * kept**steps,
        why=f"The slope is ${2 * a}\\,x$, so each step multiplies $x$ by $1 - {lr:g} \\cdot {2 * a} = {kept:g}$: you come by "
        f"{way}.",
        see=see,
        wrong=[
            Wrong(
                x * (1 - steps * (1 - kept)),
                FREEZES_SLOPE,
                f"This takes {steps} steps with the slope at $x = {x:g}$. After each step the slope is another one.",
                see,
            ),
            Wrong(
                x * (1 - lr * a) ** steps,
                DROPS_FACTOR_TWO,
                f"The slope of ${f}$ is ${2 * a}\\,x$. Here the 2 is missing.",
                see,
            ),
            Wrong(
                x * (1 + 2 * a * lr) ** steps,
                WRONG_SIGN,
                f"This multiplies by ${2 - kept:g}$ and climbs: {shown(x * (2 - kept) ** steps)} is further from the bottom.",
                see,
            ),
        ],
    )
