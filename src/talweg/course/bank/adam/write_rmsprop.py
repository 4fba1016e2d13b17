import talweg as tw
from talweg.course.bank.misconceptions import (
    EPS_IS_NOTHING,
    EPS_UNDER_ROOT,
    FORGETS_RATE,
    FORGETS_ROOT,
    FORGETS_SQUARE,
    RMSPROP_REMEMBERS,
    SUM_FOR_MEAN,
    SWAPS_KEPT_SHARE,
    WRONG_SIGN,
)
from talweg.course.bank.spelling import ANY, EPS, GRADIENTS, KEPT, RATE, RATES, SHARE, SQUARE, WEIGHTS, constant, said
from talweg.course.question import Draw, Lines, Run, Wrong, question


@question(
    section="adam",
    level=3,
    kind="formula",
    objective="Write RMSProp: its average of squares and its weight.",
    hint="An average of what? And by what is the step divided, so that it has the gradient's own size?",
    misconceptions=(
        EPS_IS_NOTHING,
        EPS_UNDER_ROOT,
        FORGETS_RATE,
        FORGETS_ROOT,
        FORGETS_SQUARE,
        RMSPROP_REMEMBERS,
        SUM_FOR_MEAN,
        SWAPS_KEPT_SHARE,
        WRONG_SIGN,
    ),
)
def write_rmsprop(draw: Draw) -> Lines:
    """Average of squares and weight of RMSProp."""
    w, g = draw.pick(WEIGHTS), draw.pick(GRADIENTS)
    v, eps = draw.pick(["v", "s", "r", "avg"]), draw.pick(["eps", "epsilon", "tiny"])
    lr, rate = constant(draw, RATES, RATE, 0.001)
    beta, kept = constant(draw, KEPT, SHARE, 0.01)

    def again(**at: float) -> list[float]:
        rule = tw.rmsprop(lr=at.get(lr) or float(lr), beta=at.get(beta) or float(beta), eps=at[eps])
        moved, (average,) = rule.next(at[w], at[g], (at[v],), 1)
        return [average, moved]

    return Lines(
        prompt=f"RMSProp keeps `{v}`, a moving average of the squares of the gradient `{g}`, in which the old average has the weight "
        f"{said(beta)}. It divides each step by the root of `{v}`, to which `{eps}` is added so that it is never 0. The weight is "
        f"`{w}`, the rate {said(lr)}, and nothing is corrected for the start. Write the new average and the new weight.",
        right={v: f"{beta} * {v} + (1 - {beta}) * {g}**2", w: f"{w} - {lr} * {g} / (sqrt({v}) + {eps})"},
        names={w: ANY, g: ANY, v: SQUARE, eps: EPS} | rate | kept,
        run=Run(w, g),
        again=again,
        why=f"`{v}` averages the squares, and the step is the gradient over the root of that, with `{eps}` beside the root.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong((f"{beta} * {v} + (1 - {beta}) * {g}", ""), FORGETS_SQUARE,
                  "This averages the gradient itself, whose signs cancel: the root needs squares."),
            Wrong((f"(1 - {beta}) * {v} + {beta} * {g}**2", ""), SWAPS_KEPT_SHARE, f"The old average has the weight {said(beta)}."),
            Wrong((f"{beta} * {v} + {g}**2", ""), SUM_FOR_MEAN, "The weights do not add up to 1: this is a sum that fades."),
            Wrong((f"{v} + {g}**2", ""), RMSPROP_REMEMBERS, "Nothing is forgotten: that is AdaGrad's sum."),
            Wrong(("", f"{w} - {lr} * {g} / ({v} + {eps})"), FORGETS_ROOT, f"`{v}` has the size of a square: take its root."),
            Wrong(("", f"{w} - {lr} * {g} / sqrt({v} + {eps})"), EPS_UNDER_ROOT, f"`{eps}` is added to the root, not under it."),
            Wrong(("", f"{w} - {lr} * {g} / sqrt({v})"), EPS_IS_NOTHING, f"`{eps}` is missing: at a gradient of 0 this is 0/0."),
            Wrong(("", f"{w} + {lr} * {g} / (sqrt({v}) + {eps})"), WRONG_SIGN, "This goes up the slope."),
            Wrong(("", f"{w} - {g} / (sqrt({v}) + {eps})"), FORGETS_RATE, "The rate says how far, also in an adaptive rule."),
        ],
    )  # fmt: skip
