import talweg as tw
from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    COUNTS_FROM_WARMUP,
    FALLS_TOO_EARLY,
    FLOORS_BATCHES,
    FORGETS_WARMUP,
    PEAK_ON_FLOOR,
    STARTS_AT_ZERO,
    SUSPECTS_SOUND_LINE,
    TAKES_ALL_EXAMPLES,
)
from talweg.course.question import Choice, Draw, question

# A line of the library's cosine, as it becomes, and what comes of that.
COSINE = (
    (
        "warm = np.minimum(1, (t + 1) / (warmup + 1))",
        "warm = np.minimum(1, t / (warmup + 1))",
        "At the first step this is 0, so that step moves nothing, and the peak is missed.",
    ),
    (
        "warm = np.minimum(1, (t + 1) / (warmup + 1))",
        "warm = (t + 1) / (warmup + 1)",
        "Nothing stops the climb where the warm-up ends: it goes on above the peak.",
    ),
    (
        "warm = np.minimum(1, (t + 1) / (warmup + 1))",
        "warm = np.maximum(1, (t + 1) / (warmup + 1))",
        "This is 1 during the warm-up and climbs without end afterwards.",
    ),
    (
        "t = np.maximum(t - warmup, 0)",
        "t = np.maximum(t, warmup)",
        "`t` should restart from 0 where the warm-up ends. This starts the fall with part of the way already gone.",
    ),
    (
        "t = np.maximum(t - warmup, 0)",
        "t = np.minimum(t - warmup, 0)",
        "After the warm-up this is 0 for ever, so the rate never falls.",
    ),
    (
        "progress = np.minimum(1, t / (total - warmup))",
        "progress = np.minimum(1, t / total)",
        "`t` counts from the end of the warm-up, and only `total - warmup` steps are left there: the run ends before "
        "this is 1, and before the rate is at its floor.",
    ),
    (
        "progress = np.minimum(1, t / (total - warmup))",
        "progress = t / (total - warmup)",
        "Past the end of the run this grows beyond 1, and the cosine climbs again.",
    ),
    (
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))",
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(progress))",
        "Without $\\pi$ the cosine only turns by 1 radian: the rate ends at about three quarters of the way up.",
    ),
    (
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))",
        "rate = floor + (peak - floor) * (1 + np.cos(np.pi * progress))",
        "$1 + \\cos$ runs from 2 to 0. Without the half the fall starts at nearly twice the peak.",
    ),
    (
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))",
        "rate = floor + (peak - floor) / 2 * (1 - np.cos(np.pi * progress))",
        "With the minus the half cosine runs upward: from the floor after the warm-up to the peak at the end.",
    ),
    (
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))",
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(2 * np.pi * progress))",
        "A whole turn comes back up: the rate is at its floor in the middle of the fall, and at its peak at the end.",
    ),
    (
        "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))",
        "rate = floor + peak / 2 * (1 + np.cos(np.pi * progress))",
        "This falls by the whole peak and stands on the floor besides: it starts at peak plus floor.",
    ),
    (
        "return warm * rate",
        "return warm + rate",
        "The warm-up is a share of the rate, from a little above 0 to 1. Added, it lifts every rate, by 1 in the end.",
    ),
    (
        "return warm * rate",
        "return rate",
        "The warm-up is worked out and never used: the run starts at its full peak.",
    ),
)  # fmt: skip
COSINE_DOUBTS = {
    "warm = np.minimum(1, (t + 1) / (warmup + 1))": (
        STARTS_AT_ZERO,
        "the first rate is one part in `warmup + 1` of the peak, and not 0.",
    ),
    "t = np.maximum(t - warmup, 0)": (
        FALLS_TOO_EARLY,
        "the fall begins where the warm-up ends, so it counts from there.",
    ),
    "progress = np.minimum(1, t / (total - warmup))": (
        COUNTS_FROM_WARMUP,
        "`total` counts from the start of the run, so `total - warmup` steps are left for the fall.",
    ),
    "rate = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))": (
        PEAK_ON_FLOOR,
        "from the peak to the floor it falls by `peak - floor`, and it ends on the floor.",
    ),
    "return warm * rate": (FORGETS_WARMUP, "while the warm-up lasts, the rate is only a share of the peak."),
}


@question(
    section="schedule",
    level=3,
    kind="bug",
    objective="Find the line of a schedule that does not do what it should.",
    hint="Take the first step, the end of the warm-up, the end of the run, and one step more, line by line.",
    misconceptions=(COUNTS_FROM_WARMUP, FALLS_TOO_EARLY, FORGETS_WARMUP, PEAK_ON_FLOOR, STARTS_AT_ZERO),
    conceptual=True,
)
def bug_in_the_cosine(draw: Draw) -> Choice:
    """Which line of a cosine with warm-up has a bug."""
    line, broken, why = draw.pick(COSINE)
    lines = tw.cosine.formula.body.splitlines()
    return find_the_bug(
        "This should return the rate of a cosine schedule at step `t`, counted from 0: a climb over `warmup` steps, then half a "
        "cosine from `peak` to `floor`, where it arrives at `t = total` and stays. One line is wrong. Which?",
        lines,
        lines.index(line),
        broken,
        why,
        "#schedules",
        COSINE_DOUBTS,
        {"t": draw.pick(["t", "k"]), "progress": draw.pick(["progress", "done", "share"])},
    )


# The place of the line, what becomes of it, and what comes of that.
RUN = (
    (1, "total = epochs", "The schedule is asked once for every batch. Counted in epochs, its total is far too small: it "
     "would be over long before the run is."),
    (1, "total = epochs * len(X)", "A step uses a whole batch. Counted in examples, the run ends long before the schedule has "
     "come down."),
    (2, "schedule = tw.cosine(peak={peak}, total=warmup, warmup=0)", "This plans the whole fall for the warm-up's few steps: "
     "after them the rate is 0."),
    (6, "        lr = schedule(epoch)", "The rate then changes once an epoch, as if an epoch were one step: when the run ends, the "
     "schedule has hardly begun."),
    (6, "        lr = schedule(0)", "The rate of the first step is used for ever: the foot of the warm-up."),
    (7, "        w = w - {peak} * gradient(w, X[rows], y[rows])", "The schedule is asked and its answer never used."),
    (7, "        w = w - lr * gradient(w, X, y)", "The batch is drawn and never used: every step pays for all examples."),
    (8, "        t = 0", "The step counter goes back to 0 after every batch, and the rate never leaves the foot of the warm-up."),
    (8, "    t = t + 1", "The counter moves once an epoch and not once a step, so the schedule hardly begins."),
)  # fmt: skip
LOOP = (
    "warmup = {warmup}",
    "total = epochs * ceil(len(X) / {size})",
    "schedule = tw.cosine(peak={peak}, total=total, warmup=warmup)",
    "w, t = start, 0",
    "for epoch in range(epochs):",
    "    for rows in batches(len(X), {size}, rng):",
    "        lr = schedule(t)",
    "        w = w - lr * gradient(w, X[rows], y[rows])",
    "        t = t + 1",
)


@question(
    section="schedule",
    level=2,
    kind="bug",
    objective="Find the line that breaks a training loop with a schedule.",
    hint="How often is the schedule asked in the whole run? With which number, first and last?",
    misconceptions=(COUNTS_FROM_WARMUP, FLOORS_BATCHES, STARTS_AT_ZERO, SUSPECTS_SOUND_LINE, TAKES_ALL_EXAMPLES),
    conceptual=True,
)
def bug_in_the_scheduled_run(draw: Draw) -> Choice:
    """Which line of a training loop uses its schedule wrongly."""
    place, broken, why = draw.pick(RUN)
    values = {"peak": draw.pick([0.05, 0.1, 0.2]), "warmup": draw.pick([20, 50, 100]), "size": draw.pick([16, 32, 64])}
    lines = [line.format(**values) for line in LOOP]
    doubts = {
        lines[1]: (FLOORS_BATCHES, "a last batch that is not full is a step, too, hence `ceil`."),
        lines[2]: (COUNTS_FROM_WARMUP, "its total counts all steps of the run, warm-up included."),
        lines[6].strip(): (STARTS_AT_ZERO, "asked for the first step, the schedule gives a little more than 0."),
        lines[7].strip(): (TAKES_ALL_EXAMPLES, "a step knows the examples of its batch and no others."),
    }
    return find_the_bug(
        "This loop should train with mini-batches, SGD and a cosine schedule over the whole run. `batches` yields the row numbers "
        "of one batch after the other, each example once an epoch. One line is wrong. Which?",
        lines,
        place,
        broken.format(**values),
        why,
        "#schedules",
        doubts,
    )
