import talweg as tw
from talweg.course.bank.misconceptions import (
    COUPLES_DECAY,
    DECAY_GROWS,
    DECAY_IS_CONSTANT,
    DECAY_WITHOUT_RATE,
    EPS_UNDER_ROOT,
    FORGETS_DECAY,
)
from talweg.course.bank.spelling import ANY, DECAYS, EPS, RATE, RATES, SQUARE, WEIGHTS, constant, said
from talweg.course.question import Draw, Lines, Wrong, question

AVERAGES = (("m_hat", "v_hat"), ("m", "v"), ("p", "q"))
BETA1, BETA2 = 0.9, 0.999


@question(
    section="adam",
    level=3,
    kind="formula",
    objective="Write a step of Adam with a decay of the weights that is decoupled.",
    hint="What is divided by the root, and what stands beside it?",
    misconceptions=(
        COUPLES_DECAY, DECAY_GROWS, DECAY_IS_CONSTANT, DECAY_WITHOUT_RATE, EPS_UNDER_ROOT, FORGETS_DECAY,
    ),
)  # fmt: skip
def write_the_decay(draw: Draw) -> Lines:
    """A step of AdamW from the corrected averages."""
    w, (m, v), eps = draw.pick(WEIGHTS), draw.pick(AVERAGES), draw.pick(["eps", "epsilon"])
    lr, rate = constant(draw, RATES, RATE, 0.001)
    decay, known = constant(draw, DECAYS, (0.05, 0.5), 0.005)

    def again(**at: float) -> list[float]:
        rule = tw.adamw(
            lr=at.get(lr) or float(lr),
            eps=at[eps],
            weight_decay=at.get(decay) or float(decay),
            beta1=BETA1,
            beta2=BETA2,
        )
        # At the first step, with a slope of 0, these are the slots whose corrected averages are m and v.
        slots = at[m] * (1 - BETA1) / BETA1, at[v] * (1 - BETA2) / BETA2
        moved, _ = rule.next(at[w], 0.0, slots, 1)
        return [moved]

    divided = f"{m} / (sqrt({v}) + {eps})"
    return Lines(
        prompt=f"Adam moves a weight `{w}` by the rate {said(lr)} times `{m}` over the root of `{v}`, where both are its corrected averages "
        f"and `{eps}` is added to the root. AdamW also lets the weight decay: beside that step, not inside the gradient, every step takes "
        f"a share of the weight away, which is the rate times {said(decay)}. Write the new weight.",
        right={w: f"{w} - {lr} * ({divided} + {decay} * {w})"},
        names={w: ANY, m: ANY, v: SQUARE, eps: EPS} | rate | known,
        again=again,
        why=f"Adam's step is `{lr} * {divided}`; the decay, `{lr} * {decay} * {w}`, stands beside it and is divided by nothing.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong((f"{w} - {lr} * ({m} + {decay} * {w}) / (sqrt({v}) + {eps})",), COUPLES_DECAY,
                  "The decay is divided by the root here, so a weight with large gradients hardly decays."),
            Wrong((f"{w} - {lr} * {divided} - {decay} * {w}",), DECAY_WITHOUT_RATE, f"The share is {said(lr)} times {said(decay)}."),
            Wrong((f"{w} - {lr} * ({divided} - {decay} * {w})",), DECAY_GROWS, "This makes the weight larger at every step."),
            Wrong((f"{w} - {lr} * ({divided} + {decay})",), DECAY_IS_CONSTANT, f"A share of the weight is {said(decay)} times `{w}`."),
            Wrong((f"{w} - {lr} * {divided}",), FORGETS_DECAY, "This is Adam alone."),
            Wrong((f"{w} - {lr} * ({m} / sqrt({v} + {eps}) + {decay} * {w})",), EPS_UNDER_ROOT, f"`{eps}` stands beside the root."),
        ],
    )  # fmt: skip
