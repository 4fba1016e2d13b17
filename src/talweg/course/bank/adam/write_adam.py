import talweg as tw
from talweg.course.bank.misconceptions import (
    EPS_IS_NOTHING,
    EPS_UNDER_ROOT,
    FORGETS_CORRECTION,
    FORGETS_RATE,
    FORGETS_ROOT,
    FORGETS_SQUARE,
    FREEZES_CORRECTION,
    POWER_FOR_DIVISOR,
    SUM_FOR_MEAN,
    SWAPS_BETAS,
    SWAPS_KEPT_SHARE,
    WRONG_SIGN,
)
from talweg.course.bank.spelling import ANY, EPS, GRADIENTS, RATE, RATES, SHARE, SQUARE, STEP, WEIGHTS, constant, said
from talweg.course.question import Draw, Lines, Run, Wrong, question

SEE = "#a-rate-of-its-own-for-every-weight"
BETAS = (("beta1", "beta2"), ("b1", "b2"), ("rho1", "rho2"), ("keep1", "keep2"))
AVERAGES = (("m", "v"), ("m1", "m2"), ("first", "second"), ("mean", "square"), ("a", "s"), ("avg", "avg_sq"))


@question(
    section="adam",
    level=2,
    kind="formula",
    objective="Write the two averages that Adam keeps.",
    hint="One is an average of the gradient, the other of its square.",
    misconceptions=(FORGETS_SQUARE, SUM_FOR_MEAN, SWAPS_BETAS, SWAPS_KEPT_SHARE),
)
def write_adams_averages(draw: Draw) -> Lines:
    """The two moving averages of Adam."""
    g, (m, v), (one, two) = draw.pick(GRADIENTS), draw.pick(AVERAGES), draw.pick(BETAS)
    first, known = constant(draw, (one,), SHARE, 0.01)
    second, more = constant(draw, (two,), (0.5, 0.98), 0.01)

    def again(**at: float) -> list[float]:
        rule = tw.adam(beta1=at.get(first) or float(first), beta2=at.get(second) or float(second))
        _, averages = rule.next(0.0, at[g], (at[m], at[v]), 1)
        return list(averages)

    def average(old: str, share: str, new: str) -> str:
        return f"{share} * {old} + (1 - {share}) * {new}"

    return Lines(
        prompt=f"Adam keeps two moving averages: `{m}` of the gradient `{g}`, in which the old average has the weight {said(first)}, and "
        f"`{v}` of its square, in which the old average has the weight {said(second)}. Write both after the new gradient, before "
        "any correction.",
        right={m: average(m, first, g), v: average(v, second, f"{g}**2")},
        names={g: ANY, m: ANY, v: SQUARE} | known | more,
        again=again,
        why=f"Each keeps its share of the old and takes the rest of the new: `{average(m, first, g)}`, and the same with the square.",
        see=SEE,
        wrong=[
            Wrong(("", average(v, second, g)), FORGETS_SQUARE, f"`{v}` averages the squares of the gradient."),
            Wrong((average(m, second, g), average(v, first, f"{g}**2")), SWAPS_BETAS, f"{said(first)} belongs to `{m}`."),
            Wrong((f"{first} * {m} + {g}", f"{second} * {v} + {g}**2"), SUM_FOR_MEAN, "These are sums that fade, not averages."),
            Wrong((f"{first} * {m} + {g}", ""), SUM_FOR_MEAN, f"This is momentum's sum. In an average the new slope weighs `1 - {first}`."),
            Wrong(("", f"{second} * {v} + {g}**2"), SUM_FOR_MEAN, f"In an average the new square weighs `1 - {second}`."),
            Wrong((f"(1 - {first}) * {m} + {first} * {g}", f"(1 - {second}) * {v} + {second} * {g}**2"), SWAPS_KEPT_SHARE,
                  "The shares are turned around: what is kept belongs to the old average."),
        ],
    )  # fmt: skip


@question(
    section="adam",
    level=3,
    kind="formula",
    objective="Write Adam's bias correction and its step.",
    hint="After t steps an average that began at 0 holds the weights of t slopes. What do they add up to?",
    misconceptions=(
        EPS_IS_NOTHING,
        EPS_UNDER_ROOT,
        FORGETS_CORRECTION,
        FORGETS_RATE,
        FORGETS_ROOT,
        FREEZES_CORRECTION,
        POWER_FOR_DIVISOR,
        SWAPS_BETAS,
        WRONG_SIGN,
    ),
)
def write_adams_step(draw: Draw) -> Lines:
    """The corrected averages and the step of Adam."""
    w, (m, v), (one, two) = draw.pick(WEIGHTS), draw.pick(AVERAGES), draw.pick(BETAS)
    eps, t = draw.pick(["eps", "epsilon"]), draw.pick(["t", "step", "k"])
    lr, rate = constant(draw, RATES, RATE, 0.001)
    first, known = constant(draw, (one,), SHARE, 0.01)
    second, more = constant(draw, (two,), (0.5, 0.98), 0.01)
    m_hat, v_hat = f"{m}_hat", f"{v}_hat"

    def again(**at: float) -> list[float]:
        rule = tw.adam(lr=at.get(lr) or float(lr), beta1=at.get(first) or float(first), beta2=at.get(second) or float(second),
                       eps=at[eps])  # fmt: skip
        a, b = rule.hyper["beta1"], rule.hyper["beta2"]
        moved, _ = rule.next(at[w], 0.0, (at[m] / a, at[v] / b), int(at[t]))  # a slope of 0 leaves m and v at these
        return [at[m] / (1 - a ** at[t]), at[v] / (1 - b ** at[t]), moved]

    right = {
        m_hat: f"{m} / (1 - {first}**{t})",
        v_hat: f"{v} / (1 - {second}**{t})",
        w: f"{w} - {lr} * {m_hat} / (sqrt({v_hat}) + {eps})",
    }
    raw = f"{w} - {lr} * {m} / (sqrt({v}) + {eps})"
    return Lines(
        prompt=f"Adam has just brought its averages up to date: `{m}` of the gradient (with {said(first)}) and `{v}` of its square (with "
        f"{said(second)}), both 0 at the start. This is step number `{t}`, and the first one is 1. Write both averages corrected for "
        f"their start, `{m_hat}` and `{v_hat}`, and then the new weight `{w}`, with the rate {said(lr)}, and `{eps}` beside the root.",
        right=right,
        names={w: ANY, m: ANY, v: SQUARE, t: STEP, eps: EPS} | rate | known | more,
        again=again,
        why=f"The weights in `{m}` add up to `1 - {first}**{t}`, so that is what it is divided by. The step is `{m_hat}` over the root of "
        f"`{v_hat}`, with `{eps}` beside the root.",
        see=SEE,
        wrong=[
            Wrong((m, v, ""), FORGETS_CORRECTION, "Nothing is corrected here."),
            Wrong((m, "", ""), FORGETS_CORRECTION, f"`{m}` is to be corrected, too."),
            Wrong(("", v, ""), FORGETS_CORRECTION, f"`{v}` is to be corrected, too."),
            Wrong(("", "", raw), FORGETS_CORRECTION, "The corrected averages are computed, and not used."),
            Wrong((f"{m} / {first}**{t}", f"{v} / {second}**{t}", ""), POWER_FOR_DIVISOR, "The power is what the zero still weighs."),
            Wrong((f"{m} / (1 - {first})", f"{v} / (1 - {second})", ""), FREEZES_CORRECTION, f"This is right at `{t} = 1` only."),
            Wrong((f"{m} / (1 - {second}**{t})", f"{v} / (1 - {first}**{t})", ""), SWAPS_BETAS, f"{said(first)} belongs to `{m}`."),
            Wrong(("", "", f"{w} - {lr} * {m_hat} / sqrt({v_hat} + {eps})"), EPS_UNDER_ROOT, f"`{eps}` stands beside the root."),
            Wrong(("", "", f"{w} - {lr} * {m_hat} / sqrt({v_hat})"), EPS_IS_NOTHING, f"`{eps}` is missing from the divisor."),
            Wrong(("", "", f"{w} - {lr} * {m_hat} / ({v_hat} + {eps})"), FORGETS_ROOT, f"`{v_hat}` has the size of a square."),
            Wrong(("", "", f"{w} - {m_hat} / (sqrt({v_hat}) + {eps})"), FORGETS_RATE, "The rate is missing: it is the step's length."),
            Wrong(("", "", f"{w} + {lr} * {m_hat} / (sqrt({v_hat}) + {eps})"), WRONG_SIGN, "This goes up the slope."),
        ],
        run=Run(clock=t),
    )  # fmt: skip
