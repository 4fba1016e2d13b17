from talweg.course.bank.misconceptions import (
    ALTERNATING_ADDS,
    FORGETS_THE_REST,
    MEAN_FOR_SUM,
    MOMENTUM_KNOWS_MORE,
    MORE_MEMORY_IS_BETTER,
    SGD_LIMIT_FOR_MOMENTUM,
)
from talweg.course.question import Draw, Right, Several, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="several",
    objective="Tell what momentum does from what is often said of it.",
    hint="Try each sentence on a slope that stays the same, and on one that alternates.",
    misconceptions=(
        ALTERNATING_ADDS,
        FORGETS_THE_REST,
        MEAN_FOR_SUM,
        MOMENTUM_KNOWS_MORE,
        MORE_MEMORY_IS_BETTER,
        SGD_LIMIT_FOR_MOMENTUM,
    ),
    conceptual=True,
)
def true_of_momentum(draw: Draw) -> Several:
    """Which sentences about momentum are true."""
    beta = draw.decimal(0.8, 0.96, 0.005)
    window = 1 / (1 - beta)
    times, damped = shown(window), shown(1 / (1 + beta), 2)
    right = [
        Right(
            f"On a steady slope its steps grow to {times} times SGD's",
            f"The velocity adds up $1/(1 - {beta}) = {times}$ slopes.",
        ),
        Right(
            f"On a slope that alternates its steps shrink to {damped} of SGD's",
            f"The terms take turns in sign and add up to $1/(1 + {beta}) = {damped}$.",
        ),
        Right(
            "Its first step from rest is exactly SGD's",
            "The velocity starts at 0, so the first one is $\\text{lr} \\cdot g$.",
        ),
        Right("With $\\beta = 0$ it is SGD", "Nothing of the old velocity is kept, and what remains is SGD's line."),
        Right(
            f"A slope from 3 steps ago still counts, ${beta}^3 = {shown(beta**3)}$ of its size",
            "Every step multiplies what the velocity holds by $\\beta$ once more.",
        ),
        Right(
            "It goes on moving for a while where the gradient is 0",
            "The velocity fades by $\\beta$ a step, and the weight moves by what is left of it.",
        ),
    ]
    wrong = [
        Wrong(
            "Its velocity is the average of the past slopes",
            MEAN_FOR_SUM,
            f"The weights add up to {times}, not to 1: it is a sum.",
            f"?window.beta={beta}&window.signal=constant#momentum",
        ),
        Wrong(
            f"It forgets a slope completely after {window:.0f} steps",
            FORGETS_THE_REST,
            f"After {window:.0f} steps the slope still weighs {shown(beta**window, 2)} of itself.",
            f"?window.beta={beta}&window.signal=step#momentum",
        ),
        Wrong(
            "It asks for a second gradient at each step, one ahead",
            MOMENTUM_KNOWS_MORE,
            "One gradient a step, as SGD. What it has beyond SGD is the memory of earlier ones.",
        ),
        Wrong(
            "In a bowl it needs smaller rates than SGD lest it diverge",
            SGD_LIMIT_FOR_MOMENTUM,
            "It bears rates up to $1 + \\beta$ times SGD's limit.",
            f"?stability.kappa=10&stability.beta={beta}&stability.lr=0.1#momentum",
        ),
        Wrong(
            "On a slope that alternates it takes longer steps than SGD",
            ALTERNATING_ADDS,
            f"There it is damped, to {damped} of SGD's steps.",
            f"?window.beta={beta}&window.signal=alternating#momentum",
        ),
        Wrong(
            "The closer $\\beta$ is to 1, the sooner it settles in any valley",
            MORE_MEMORY_IS_BETTER,
            "While it swings it settles by $\\sqrt{\\beta}$ a step: the closer to 1, the slower.",
            f"?stability.beta={beta}&stability.lr=0.1#momentum",
        ),
    ]
    held = draw.whole(2, 3)
    return Several(
        prompt=f"Momentum runs as in the lesson, with $\\beta = {beta}$, and SGD at the same rate. Which of these sentences are true?",
        why="Momentum adds up what agrees and cancels what alternates; its velocity is a sum that fades, and costs no "
        "gradient more.",
        see="#momentum",
        right=draw.some(right, held),
        wrong=draw.some(wrong, 5 - held),
    )
