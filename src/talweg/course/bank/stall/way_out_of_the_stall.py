from talweg.course.bank.misconceptions import (
    FORGETS_BUDGET,
    RATE_AGAINST_STALL,
    SEES_STALL_TOO_SOON,
    WAITS_OUT_STALL,
)
from talweg.course.bank.stall.neuron import ENTROPY, SQUARED, learned, panel
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="stall",
    level=4,
    kind="single",
    objective="Choose what to change when training stands still.",
    hint="Is this prediction on the sigmoid's flat end? How many times as hard would cross-entropy pull there?",
    misconceptions=(FORGETS_BUDGET, RATE_AGAINST_STALL, SEES_STALL_TOO_SOON, WAITS_OUT_STALL),
)
def way_out_of_the_stall(draw: Draw) -> Choice:
    """Which change helps a neuron most that learns by squared error."""
    wanted = draw.pick(["entropy", "rate", "longer"])
    while True:  # until the wanted one helps most beyond doubt
        p, lr = draw.decimal(0.01, 0.35, 0.01), draw.decimal(0.05, 0.3, 0.05)
        steps, times, longer = draw.whole(8, 20), draw.pick([2, 3, 4, 5]), draw.pick([2, 3, 4, 5])
        ends = {
            "entropy": learned(ENTROPY, p, 1, lr, steps)[-1],
            "rate": learned(SQUARED, p, 1, round(times * lr, 10), steps)[-1],
            "longer": learned(SQUARED, p, 1, lr, longer * steps)[-1],
        }
        best, second = sorted(ends, key=ends.__getitem__, reverse=True)[:2]
        if best == wanted and ends[best] > ends[second] + 0.05:
            break
    label = {
        "entropy": "Keep rate and steps, and take cross-entropy",
        "rate": f"Keep loss and steps, and take {times} times the rate",
        "longer": f"Keep loss and rate, and take {longer} times the steps",
    }
    slips = {
        "entropy": SEES_STALL_TOO_SOON,
        "rate": RATE_AGAINST_STALL,
        "longer": WAITS_OUT_STALL if p < 0.1 else FORGETS_BUDGET,
    }
    ratio = 1 / (2 * p * (1 - p))
    ended = f"That ends at p = {shown(ends[best], 2)}"
    return Choice(
        prompt=f"One neuron says $p = {p}$ where the label is 1, and learns its logit by gradient descent on the squared error, with "
        f"$\\text{{lr}} = {lr}$ for {steps} steps. Which change would bring $p$ furthest up?",
        right=label[best],
        why=f"{ended}. Cross-entropy pulls $1/(2\\,p\\,(1 - p)) = {shown(ratio, 2)}$ times as hard as squared error where this neuron "
        f"starts, and {times} times the rate makes up for a factor of {times}. "
        + (
            "On the flat end nothing else comes near it."
            if best == "entropy"
            else "On the way to one half its lead falls to 2. This is no stall: the sigmoid is steep here, and what was missing is "
            f"{'rate' if best == 'rate' else 'time'}."
        ),
        see=panel(p, 1, lr=lr, steps=steps),
        wrong=[
            Wrong(
                label[name],
                slips[name],
                f"That ends at p = {shown(ends[name], 2)}; the best of the three at {shown(ends[best], 2)}.",
                panel(p, 1, lr=lr, steps=steps),
            )
            for name in ends
            if name != best
        ],
    )
