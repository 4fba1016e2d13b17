import talweg as tw
from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import FORGETS_RATE, SCALES_NEW_SLOPE, STALE_SLOPE, SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, question

UPDATE, _ = tw.momentum.formula.body.splitlines()
SLOPE, MOVE = "g = gradient(w)", "w = w - v"
LOOP = ("w, v = start, 0.0", "for step in range(steps):", *(f"    {line}" for line in (SLOPE, UPDATE, MOVE)))

# A line of the loop as it should be, as it becomes, and what comes of that.
BUGS = (
    (
        UPDATE,
        "v = lr * g",
        "The old velocity is thrown away at every step: this is SGD, and `beta` is never used.",
    ),
    (
        UPDATE,
        "v = beta * (v + lr * g)",
        "The new slope is shrunk along with the old velocity. It should enter whole, and only the old one be shrunk.",
    ),
    (
        UPDATE,
        "v = v + lr * g",
        "Nothing is ever forgotten. Without `beta` the walker swings for ever, as a ball without friction would.",
    ),
    (
        UPDATE,
        "v = beta * v - lr * g",
        "The velocity points uphill, and the line below subtracts it: the walker climbs.",
    ),
    (
        MOVE,
        "w = w - lr * v",
        "The rate is inside the velocity already. Applied twice, it makes every step far too short.",
    ),
    (MOVE, "w = w + v", "The velocity holds slopes with their own sign, so this climbs. It must be subtracted."),
    (
        MOVE,
        "w = w - v - lr * g",
        "The new slope is counted twice, once inside the velocity and once beside it.",
    ),
    (
        SLOPE,
        "g = gradient(start)",
        "The slope is asked for at the start again and again, however far the walker has come.",
    ),
)
DOUBTS = {
    SLOPE: (STALE_SLOPE, "the slope is asked for anew at every step, where the last one has led."),
    UPDATE: (SCALES_NEW_SLOPE, "this momentum adds the whole new slope. Only an average would weigh it by `1 - beta`."),
    MOVE: (FORGETS_RATE, "the rate is inside the velocity already."),
}


@question(
    section="momentum",
    level=3,
    kind="bug",
    objective="Find the line that breaks a loop with momentum.",
    hint="Go through the loop twice by hand, with a slope of 1 each time. What should v be then?",
    misconceptions=(FORGETS_RATE, SCALES_NEW_SLOPE, STALE_SLOPE, SUSPECTS_SOUND_LINE),
    conceptual=True,
)
def bug_in_momentum(draw: Draw) -> Choice:
    """Which line of a loop with momentum has a bug."""
    line, broken, why = draw.pick(BUGS)
    lr, beta = draw.pick([0.01, 0.02, 0.05, 0.1]), draw.pick([0.8, 0.9, 0.95])
    return find_the_bug(
        f"This loop should walk with momentum, with `lr = {lr}` and `beta = {beta}`. One line is not as it should be. Which?",
        LOOP,
        LOOP.index(f"    {line}"),
        f"    {broken}",
        why,
        "#momentum",
        DOUBTS,
    )
