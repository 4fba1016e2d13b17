from math import ceil, log

from talweg.course.bank.misconceptions import BETA_FOR_FACTOR, FADES_IN_A_LINE, FORGETS_THE_REST
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Draw, Misconception, Number, Wrong, question, shown
from talweg.course.question.words import share as in_words

SHARES = (0.5, 0.25, 0.2, 0.1, 0.05, 0.01)


@question(
    section="momentum",
    level=3,
    kind="number",
    objective="Say how long momentum remembers a single push.",
    hint="On flat ground every step multiplies the velocity by $\\beta$. Logarithms turn powers into products.",
    misconceptions=(BETA_FOR_FACTOR, FADES_IN_A_LINE, FORGETS_THE_REST),
)
def steps_to_fade(draw: Draw) -> Number:
    """After how many flat steps a push has faded to a share of itself."""
    beta, share = draw.decimal(0.6, 0.97, 0.0001), draw.pick(SHARES)
    fading = velocities([1.0] + 200 * [0.0], lr=1, beta=beta)
    right = next(step for step, v in enumerate(fading) if v < share)
    window = round(1 / (1 - beta))
    slips: list[tuple[int, Misconception, str]] = [
        (
            window,
            FORGETS_THE_REST,
            f"After the window of $1/(1 - {beta}) = {shown(1 / (1 - beta))}$ steps the push still weighs {shown(beta**window, 2)} of "
            "itself. The window is no end.",
        ),
        (
            ceil((1 - share) / (1 - beta)),
            FADES_IN_A_LINE,
            f"This takes ${shown(1 - beta, 2)}$ of the first push away at every step. Each step takes that share of what "
            "is left, which is less and less.",
        ),
        (
            ceil(2 * log(share) / log(beta)),
            BETA_FOR_FACTOR,
            "This lets the velocity fade by $\\sqrt{\\beta}$ a step, the pace of a swing in a bowl. On flat ground it is "
            "$\\beta$ itself.",
        ),
    ]
    wrong = [Wrong(float(n), slip, why, f"?window.beta={beta}&window.signal=step#momentum") for n, slip, why in slips]
    return Number(
        prompt=f"One steep step gives momentum a velocity $v$; after it the ground is flat. With $\\beta = {beta}$, after "
        f"how many flat steps is the velocity for the first time below {in_words(share)} of what it was?",
        right=float(right),
        again=float(ceil(log(share) / log(beta))),
        whole=True,
        unit=" steps",
        why=f"After $k$ flat steps ${beta}^k$ of it is left. ${beta}^{{{right - 1}}} = {shown(beta ** (right - 1))}$ is "
        f"still too much, ${beta}^{{{right}}} = {shown(beta**right)}$ is below.",
        see=f"?window.beta={beta}&window.signal=step#momentum",
        wrong=[each for at, each in enumerate(wrong) if each.answer not in (right, *(w.answer for w in wrong[:at]))],
    )
