import talweg as tw
from talweg.course.bank.misconceptions import ADAM_LEAVES_TOO, OVERSHOOT_IS_DIVERGENCE, SGD_LIMIT_FOR_MOMENTUM
from talweg.course.bank.race.setting import panel, run
from talweg.course.question import Draw, Right, Several, Wrong, question, shown

STEPS = 45
# A rule, its beta, and its rate in parts of SGD's limit.
SETTINGS = (
    ("sgd", 0.0, 0.8),
    ("sgd", 0.0, 0.95),
    ("sgd", 0.0, 1.1),
    ("sgd", 0.0, 1.5),
    ("momentum", 0.5, 1.3),
    ("momentum", 0.5, 1.7),
    ("momentum", 0.9, 1.2),
    ("momentum", 0.9, 1.7),
    ("momentum", 0.9, 2.2),
    ("adam", 0.0, 1.2),
    ("adam", 0.0, 2.0),
)


@question(
    section="race",
    level=2,
    kind="several",
    objective="Tell which rules leave a valley at which rates.",
    hint="SGD settles below $2/\\text{curvature}$, momentum below $2\\,(1 + \\beta)/\\text{curvature}$. And Adam?",
    misconceptions=(ADAM_LEAVES_TOO, OVERSHOOT_IS_DIVERGENCE, SGD_LIMIT_FOR_MOMENTUM),
)
def who_leaves(draw: Draw) -> Several:
    """Which of five settings diverge in a valley."""
    kappa = draw.decimal(4, 40, 0.2)
    sgds, rest = SETTINGS[:4], SETTINGS[4:]
    right, wrong = [], []
    for name, beta, share in [*draw.some(sgds[:2], 1), *draw.some(sgds[2:], 1), *draw.some(rest, 3)]:
        lr = float(f"{share / kappa:.3g}")
        rule = {"sgd": tw.sgd, "adam": tw.adam}[name](lr=lr) if not beta else tw.momentum(lr=lr, beta=beta)
        left = run(kappa, [rule], (5, 3), STEPS).left_at(name)
        says = f"{rule.label}, β = {beta}, with lr = {lr:g}" if beta else f"{rule.label} with lr = {lr:g}"
        see = panel(kappa, name, lr, (5, 3), STEPS)
        see = see.replace("#", f"&race.hyper.momentum.beta={beta}#") if beta else see
        limit = (1 + beta) / kappa
        if left is not None:
            right.append(
                Right(says, f"Its limit is $2\\,(1 + {beta})/{2 * kappa:g} = {shown(limit)}$." if beta
                      else f"Its limit is $2/{2 * kappa:g} = {shown(limit)}$.")
            )  # fmt: skip
        elif name == "adam":
            why = f"It moves each coordinate by at most a few times {lr:g} a step, so it trembles and cannot run away."
            wrong.append(Wrong(says, ADAM_LEAVES_TOO, why, see))
        elif beta:
            why = f"With this memory it settles below $2\\,(1 + {beta})/{2 * kappa:g} = {shown(limit)}$."
            wrong.append(Wrong(says, SGD_LIMIT_FOR_MOMENTUM, why, see))
        else:
            why = (
                f"It overshoots, and still comes nearer at each step: the limit is $2/{2 * kappa:g} = {shown(limit)}$."
            )
            wrong.append(Wrong(says, OVERSHOOT_IS_DIVERGENCE, why, see))
    return Several(
        prompt=f"Five walkers start at $(5, 3)$ in the valley $f = x^2 + {kappa:g}\\,y^2$. Which of them diverge, so that $f$ grows "
        "without limit?",
        why=f"The steepest curvature is {2 * kappa:g}. SGD settles below 2 over it, momentum below $1 + \\beta$ times that, and "
        "Adam's steps do not grow with the slope at all.",
        see="#the-race",
        right=right,
        wrong=wrong,
    )
