from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import FORGETS_BUDGET, RATE_AGAINST_STALL, STALL_EVERYWHERE, WAITS_OUT_STALL
from talweg.course.bank.stall.neuron import ENTROPY, PANEL, SQUARED, learned, logit, panel
from talweg.course.question import Choice, Draw, Wrong, question, shown

ANSWERS = {
    (True, True): "both",
    (True, False): "only cross-entropy",
    (False, True): "only squared error",
    (False, False): "neither of them",
}


@question(
    section="stall",
    level=4,
    kind="race",
    objective="Predict whether a neuron comes back from confidently wrong within a budget of steps.",
    hint="How far must the logit go, and how far does each loss move it in one step, at the start and later?",
    misconceptions=(FORGETS_BUDGET, RATE_AGAINST_STALL, STALL_EVERYWHERE, WAITS_OUT_STALL),
)
def who_gets_over(draw: Draw) -> Choice:
    """Which of two losses brings a neuron past one half within a number of steps."""
    over = draw.pick(list(ANSWERS))
    while True:  # until it is so beyond doubt
        p, steps = draw.decimal(0.02, 0.3, 0.005), draw.whole(10, 40)
        lr, times = draw.decimal(0.1, 0.5, 0.02), draw.pick([1, 1, 4, 10])

        def arrived(p: float, lr: float, steps: int, times: int = times) -> tuple[bool, bool]:
            """Whether each of the losses gets past one half."""
            ends = (learned(ENTROPY, p, 1, lr, steps)[-1], learned(SQUARED, p, 1, round(times * lr, 10), steps)[-1])
            return ends[0] > 0.5, ends[1] > 0.5

        if arrived(p, lr, steps) == over:
            nearby = shaken(arrived, p=p, lr=lr, steps=steps)
            if set(nearby) == {over}:
                break
    runs = [learned(ENTROPY, p, 1, lr, steps), learned(SQUARED, p, 1, round(times * lr, 10), steps)]
    rates = (lr, round(times * lr, 10))
    told = []
    for name, run, rate in zip(("cross-entropy", "squared error"), runs, rates, strict=True):
        past = next((step for step, sure in enumerate(run) if sure >= 0.5), None)
        where = f"passes one half at step {past}" if past is not None else f"stands at {shown(run[-1], 2)} in the end"
        told.append(f"{name} with lr = {rate:g} {where}")
    story = f"Here {told[0]}, and {told[1]}."

    def slip(claim: tuple[bool, bool]) -> Wrong:
        if claim[1] != over[1]:
            wrong = STALL_EVERYWHERE if over[1] else RATE_AGAINST_STALL if times > 1 else WAITS_OUT_STALL
        else:
            wrong = STALL_EVERYWHERE if over[0] else FORGETS_BUDGET
        return Wrong(ANSWERS[claim], wrong, story, see)

    # The panel has one rate for both losses.
    see = panel(p, 1, lr=lr, steps=steps) if arrived(p, lr, steps, 1) == over else PANEL
    return Choice(
        prompt=f"One neuron says $p = {p}$ where the label is 1. It learns its logit by gradient descent for {steps} steps, once "
        f"under cross-entropy with $\\text{{lr}} = {lr}$ and once under squared error with $\\text{{lr}} = {rates[1]:g}$. Under which "
        "does it get past one half?",
        right=ANSWERS[over],
        nearby=[ANSWERS[each] for each in nearby],
        why=f"{story} The logit has to climb by {shown(-logit(p), 2)}. The first step of cross-entropy moves it by "
        f"$\\text{{lr}} \\cdot (1 - p) = {shown(lr * (1 - p), 2)}$, the first of squared error by $\\text{{lr}} \\cdot 2\\,p\\,(1 - p)^2 = "
        f"{shown(rates[1] * 2 * p * (1 - p) ** 2, 2)}$.",
        see=see,
        wrong=[slip(claim) for claim in ANSWERS if claim != over],
    )
