from math import cos, radians, sin

import talweg as tw
from talweg.course.bank.misconceptions import KNOWS_NO_AXES
from talweg.course.question import Draw, Right, Several, Wrong, question
from talweg.lab.race import number

STEPS = 12
PLAIN, ADAPTIVE = (tw.sgd, tw.momentum), (tw.adagrad, tw.rmsprop, tw.adam)


@question(
    section="race",
    level=3,
    kind="several",
    objective="Tell which rules depend on the direction in which a valley lies.",
    hint="A turn mixes $x$ and $y$. Which rules treat the two coordinates alike, and which scale them apart?",
    misconceptions=(KNOWS_NO_AXES,),
)
def turned_valley(draw: Draw) -> Several:
    """Which rules walk a turned valley as they walk the straight one."""
    kappa, degrees = draw.decimal(5, 40, 0.2), draw.whole(20, 70)
    x, y = draw.decimal(2, 3, 0.5), draw.decimal(0.5, 2, 0.5)
    lr, turn = float(f"{0.4 / kappa:.2g}"), radians(degrees)
    start = (x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn))
    held = draw.whole(1, 2)
    rules = [rule(lr=lr) for rule in (*draw.some(PLAIN, held), *draw.some(ADAPTIVE, 4 - held))]
    straight = tw.race(tw.surfaces.valley(kappa=kappa), rules, start=(x, y), steps=STEPS)
    turned = tw.race(tw.surfaces.rotated_valley(kappa=kappa, angle=turn), rules, start=start, steps=STEPS)
    see = (
        f"?race.surface=rotated_valley&race.shape.kappa={kappa}&race.shape.angle={turn:.4f}&race.rate={lr:g}"
        f"&race.start={start[0]:.4f},{start[1]:.4f}&race.steps={STEPS}&race.rules={{}}#the-race"
    )
    right, wrong = [], []
    for name, rule in straight.runners.items():
        before, after = float(straight.values[name][-1]), float(turned.values[name][-1])
        if abs(after / before - 1) < 1e-9:
            why = f"It only multiplies and adds gradients, and those turn along: f = {number(before)} in both."
            right.append(Right(rule.label, why))
        else:
            why = (
                "It divides $x$ and $y$ by the sizes of their own slopes, and the turn has mixed the two: after "
                f"{STEPS} steps f = {number(after)} and not {number(before)}."
            )
            wrong.append(Wrong(rule.label, KNOWS_NO_AXES, why, see.format(name)))
    return Several(
        prompt=f"The valley $f = x^2 + {kappa:g}\\,y^2$ is turned by {degrees} degrees about its lowest point, and the start "
        "with it, so that the walkers begin at the same spot of the same ground. Which of these rules, at the same "
        "settings, take the same walk as before, only turned?",
        why="A rule that treats both coordinates alike knows no axes: its walk turns along with the ground. A rule that gives "
        "each coordinate a rate of its own depends on where the axes lie.",
        see=see.format("sgd,adam"),
        right=right,
        wrong=wrong,
    )
