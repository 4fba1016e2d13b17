import numpy as np

from talweg.course.bank.listing import block
from talweg.course.bank.misconceptions import FEARS_OVERFLOW, FORGETS_OVERFLOW, FORGETS_UNDERFLOW, WRONG_SLOT
from talweg.course.question import Choice, Draw, Misconception, Wrong, question

SEE = "#what-a-loss-does"
LARGEST, SMALLEST = 709, 745
"""A float holds exponentials of at most about the first, and of minus at most about the second."""


def printed(logits: list[float], right: int, shift: bool) -> float:
    """What the lines print."""
    with np.errstate(all="ignore"):
        z = np.array(logits)
        u = np.exp(z - z.max() if shift else z)
        return float(-np.log(u / u.sum())[right]) + 0.0


@question(
    section="code",
    level=3,
    kind="single",
    objective="Foresee where a softmax in floating point goes wrong, and where it does not.",
    hint="A float holds numbers from about $\\exp(-745)$ to $\\exp(709)$. Which exponentials does this take?",
    misconceptions=(FEARS_OVERFLOW, FORGETS_OVERFLOW, FORGETS_UNDERFLOW, WRONG_SLOT),
)
def large_logits(draw: Draw) -> Choice:
    """What a cross-entropy prints for large logits."""
    size, low = 10.0 * draw.pick([*range(20, 59), *range(80, 201)]), -10.0 * draw.whole(0, 10)
    shift, sure, place = draw.pick([True, False]), draw.pick([True, False]), draw.pick([0, 1])
    logits = [low, size] if place else [size, low]
    right, away = place if sure else 1 - place, size - low
    value = printed(logits, right, shift)
    over, under = not shift and size > LARGEST, shift and not sure and away > SMALLEST

    def code(number: float) -> str:
        return f"`{number:.1f}`"

    if over:
        happens = f"$\\exp({size:g})$ is more than a float can hold and becomes `inf`. "
        happens += (
            "The right class's share is then `inf / inf`, which is `nan`."
            if sure
            else "The right class's share is then a number over `inf`, which is 0, and minus the logarithm of 0 is `inf`."
        )
    elif under:
        happens = f"After the shift the right class's exponential is $\\exp(-{away:g})$. That is less than a float can hold, so "
        happens += "it becomes 0, and minus the logarithm of 0 is `inf`."
    elif shift:
        happens = "The shift takes the largest logit away from both, which changes no probability, and no exponential is above 1."
    else:
        happens = f"$\\exp({size:g})$ is large, but a float holds up to about $\\exp({LARGEST})$: nothing overflows."
    if over or under:
        cure = (
            "A sound cross-entropy takes the logit less the logarithm of the sum, and never the logarithm of a share."
        )
    elif sure:
        cure = "The right class has the whole probability, to every digit of a float, and the loss is 0."
    else:
        cure = f"The right class's share is $\\exp(-{away:g})$, tiny but no 0, and minus its logarithm is {away:g}."
    unreached = "That is the true loss. These lines do not get there: "
    slips: dict[str, tuple[Misconception, str]] = {
        "`nan`": (FORGETS_OVERFLOW if over else FEARS_OVERFLOW, f"It takes `inf / inf` to get `nan`. {happens}"),
        "`inf`": (FORGETS_OVERFLOW, happens) if over else (FEARS_OVERFLOW, f"{happens} {cure}"),
        code(0.0): (FORGETS_OVERFLOW, unreached + happens) if sure
        else (WRONG_SLOT, f"That would be the true loss if the right class were the one with the logit {size:g}."),
        code(away): (WRONG_SLOT, f"That would be the true loss if the right class were the one with the logit {low:g}.") if sure
        else (FORGETS_UNDERFLOW if under else FORGETS_OVERFLOW, unreached + happens),
    }  # fmt: skip
    lines = [f"z = np.array([{logits[0]}, {logits[1]}])", *(["z = z - z.max()"] if shift else []),
             "p = np.exp(z) / np.exp(z).sum()", f"print(-np.log(p[{right}]))"]  # fmt: skip
    answer = code(value)
    see = f"?punishment.z1={0 if place else 6}&punishment.z2={6 if place else 0}&punishment.z3=-6&punishment.correct={right}{SEE}"
    return Choice(
        prompt=f"Two classes, one large logit: what does this print? (NumPy may warn, but it goes on.){block(lines)}",
        right=answer,
        again=("`nan`" if sure else "`inf`") if over else "`inf`" if under else code(0.0 if sure else away),
        why=f"{happens} {cure}",
        see=SEE,
        wrong=[
            Wrong(each, *slips[each], see if slips[each][0] is WRONG_SLOT else SEE) for each in slips if each != answer
        ],
    )
