import talweg as tw
from talweg.course.bank.misconceptions import (
    FORGETS_OLD_VELOCITY,
    FORGETS_RATE,
    NEVER_FORGETS,
    RATE_ELSEWHERE,
    RATE_TWICE,
    SCALES_NEW_SLOPE,
    SHRINKS_NEW_SLOPE,
    SWAPS_KEPT_SHARE,
    WRONG_SIGN,
)
from talweg.course.bank.spelling import (
    ANY,
    GRADIENTS,
    KEPT,
    RATE,
    RATES,
    SHARE,
    VELOCITIES,
    WEIGHTS,
    constant,
    said,
)
from talweg.course.question import Draw, Lines, Run, Wrong, question


@question(
    section="momentum",
    level=3,
    kind="formula",
    objective="Write momentum: its velocity and its weight.",
    hint="First what is kept of the old velocity and what is new, then where the weight goes.",
    misconceptions=(
        FORGETS_OLD_VELOCITY,
        FORGETS_RATE,
        NEVER_FORGETS,
        RATE_ELSEWHERE,
        RATE_TWICE,
        SCALES_NEW_SLOPE,
        SHRINKS_NEW_SLOPE,
        SWAPS_KEPT_SHARE,
        WRONG_SIGN,
    ),
)
def write_momentum(draw: Draw) -> Lines:
    """Velocity and weight of momentum, with the rate inside or outside, the velocity up or down the slope."""
    w, g, v = draw.pick(WEIGHTS), draw.pick(GRADIENTS), draw.pick(VELOCITIES)
    lr, rate = constant(draw, RATES, RATE, 0.001)
    beta, kept = constant(draw, KEPT, SHARE, 0.01)
    inside, uphill = bool(draw.whole(0, 1)), bool(draw.whole(0, 1))
    new, go, back = ("+", "-", "+") if uphill else ("-", "+", "-")
    enters, leaves = (f"{lr} * {g}", v) if inside else (g, f"{lr} * {v}")
    scaled = f"(1 - {beta}) * {enters}"

    def again(**at: float) -> list[float]:
        rule = tw.momentum(lr=at.get(lr) or float(lr), beta=at.get(beta) or float(beta))
        unit = (1.0 if uphill else -1.0) * (1.0 if inside else rule.hyper["lr"])
        moved, (velocity,) = rule.next(at[w], at[g], (unit * at[v],), 1)
        return [velocity / unit, moved]

    far = (
        "is the step itself, with the rate inside"
        if inside
        else "is a sum of slopes, and the rate multiplies it when the weight moves"
    )
    way = "taken from" if uphill else "added to"
    wrong = [
        Wrong(
            (enters if uphill else f"-{enters}", ""),
            FORGETS_OLD_VELOCITY,
            f"This throws the old `{v}` away: it is SGD.",
        ),
        Wrong((f"{v} {new} {enters}", ""), NEVER_FORGETS, "Nothing is ever forgotten here."),
        Wrong((f"{beta} * {v} {new} {scaled}", ""), SCALES_NEW_SLOPE, "The new slope enters whole in this momentum."),
        Wrong(
            (f"{beta} * ({v} {new} {enters})", ""),
            SHRINKS_NEW_SLOPE,
            "Only the old velocity is shrunk, and not the new slope.",
        ),
        Wrong((f"(1 - {beta}) * {v} {new} {enters}", ""), SWAPS_KEPT_SHARE, f"The share that is kept is {said(beta)}."),
        Wrong(("", f"{w} {back} {leaves}"), WRONG_SIGN, f"`{v}` is to be {way} the weight."),
    ]
    if inside:
        wrong += [
            Wrong((f"{beta} * {v} {new} {g}", ""), FORGETS_RATE, "The rate is nowhere: the velocity should hold it."),
            Wrong(("", f"{w} {go} {lr} * {v}"), RATE_TWICE, "The rate is inside the velocity already."),
            Wrong((f"{beta} * {v} {new} {g}", f"{w} {go} {lr} * {v}"), RATE_ELSEWHERE, "That is sound, too, but another velocity: "
                  "here the rate is asked inside it."),
        ]  # fmt: skip
    else:
        wrong += [
            Wrong(("", f"{w} {go} {v}"), FORGETS_RATE, "The rate is nowhere: it should multiply the velocity."),
            Wrong((f"{beta} * {v} {new} {lr} * {g}", ""), RATE_TWICE, "The rate multiplies the velocity already."),
            Wrong((f"{beta} * {v} {new} {lr} * {g}", f"{w} {go} {v}"), RATE_ELSEWHERE, "That is sound, too, but another velocity: "
                  "here the rate is asked outside it."),
        ]  # fmt: skip
    return Lines(
        prompt=f"Momentum keeps a velocity `{v}` beside the weight `{w}`, whose gradient is `{g}`. At every step it keeps the share "
        f"{said(beta)} of the old velocity and adds the whole new slope; the rate is {said(lr)}. Here the velocity {far}, and it is "
        f"{way} the weight. Write the new velocity and the new weight.",
        right={v: f"{beta} * {v} {new} {enters}", w: f"{w} {go} {leaves}"},
        names={w: ANY, g: ANY, v: ANY} | rate | kept,
        run=Run(w, g),
        again=again,
        why=f"The velocity is shrunk by {said(beta)} and takes the new slope in, `{beta} * {v} {new} {enters}`; then the weight moves, "
        f"`{w} {go} {leaves}`.",
        see="#momentum",
        wrong=wrong,
    )
