from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    FORGETS_START_AT_ZERO,
    MISCOUNTS_LOOP,
    RESETS_MEMORY,
    STALE_SLOPE,
    SUSPECTS_SOUND_LINE,
    TAKES_COPY_FOR_NAME,
)
from talweg.course.question import Choice, Draw, question

LOOP = (
    "trail = [w]",
    "m, v = 0.0, 0.0",
    "for t in range(1, steps + 1):",
    "    g = gradient(w)",
    "    w, m, v = adam(w, g, m, v, t)",
    "    trail.append(w)",
)
# The place of the line, what becomes of it, and what comes of that.
BUGS = (
    (
        2,
        "for t in range(steps):",
        "This counts from 0. At $t = 0$ the bias correction divides by $1 - \\beta^0 = 0$.",
    ),
    (
        3,
        "    g = gradient(trail[0])",
        "The gradient is asked for where the walk began, again and again.",
    ),
    (
        4,
        "    w, v, m = adam(w, g, m, v, t)",
        "The two averages change places at every step: the root is then taken of the average gradient, which may be negative.",
    ),
    (
        4,
        "    w, m, v = adam(w, g, m, v, 1)",
        "Every step is corrected like the first. The averages soon need no correction, and are divided by 0.1 and 0.001 for "
        "ever.",
    ),
    (
        4,
        "    w, m, v = adam(w, g, 0.0, 0.0, t)",
        "Both averages start again from 0 at every step, and nothing is remembered.",
    ),
    (
        4,
        "    w, m, v = adam(w, g**2, m, v, t)",
        "Adam squares the gradient itself. Squared before, it has lost its sign, and the walk goes one way only.",
    ),
    (
        4,
        "    w, m, v = adam(w, -g, m, v, t)",
        "Adam subtracts its step itself. With the sign turned the walk goes uphill.",
    ),
    (
        5,
        "    trail.append(g)",
        "The trail is to hold weights. This keeps the gradients, so the answer at the end is none.",
    ),
)
DOUBTS = {
    "m, v = 0.0, 0.0": (FORGETS_START_AT_ZERO, "both averages begin at 0, and Adam makes up for that itself."),
    "for t in range(1, steps + 1):": (
        MISCOUNTS_LOOP,
        "from 1 up to `steps + 1`, which is left out, are `steps` turns, and Adam counts its steps from 1.",
    ),
    "g = gradient(w)": (STALE_SLOPE, "the slope is asked for anew at every step, where the last one has led."),
    "w, m, v = adam(w, g, m, v, t)": (RESETS_MEMORY, "both averages go in as the last step has left them."),
    "trail.append(w)": (
        TAKES_COPY_FOR_NAME,
        "every step returns a new weight, so that the trail keeps the old ones as they were.",
    ),
}


@question(
    section="adam",
    level=3,
    kind="bug",
    objective="Find the line of a training loop that misuses Adam.",
    hint="Ask at each line: what is it given, what does it give back, and is that what the next line expects?",
    misconceptions=(
        FORGETS_START_AT_ZERO,
        MISCOUNTS_LOOP,
        RESETS_MEMORY,
        STALE_SLOPE,
        SUSPECTS_SOUND_LINE,
        TAKES_COPY_FOR_NAME,
    ),
    conceptual=True,
)
def bug_in_the_loop(draw: Draw) -> Choice:
    """Which line of a loop around Adam has a bug."""
    place = draw.pick(sorted({each[0] for each in BUGS}))  # most bugs stand in the longest line
    _, broken, why = draw.pick([each for each in BUGS if each[0] == place])
    return find_the_bug(
        "The function `adam(w, g, m, v, t)` is sound: it takes one step and returns the new weight and both averages. "
        "The loop around it has one line that is not as it should be. Which?",
        LOOP,
        place,
        broken,
        why,
        doubts=DOUBTS,
        names={"w": draw.pick(["w", "weight", "theta"]), "g": draw.pick(["g", "grad", "slope"])},
    )
