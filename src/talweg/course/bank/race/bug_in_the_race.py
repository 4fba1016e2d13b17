from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    EXPECTS_RETURN,
    RESETS_MEMORY,
    STALE_SLOPE,
    SUSPECTS_SOUND_LINE,
    TAKES_NAME_FOR_COPY,
)
from talweg.course.question import Choice, Draw, question

LOOP = (
    "ends = {{}}",
    "for rule in [{rules}]:",
    "    w = start.copy()",
    "    state = rule.init(w)",
    "    for step in range({steps}):",
    "        _, g = valley.value_and_grad(w)",
    "        rule.step(w, g, state)",
    "    ends[rule.name], _ = valley.value_and_grad(w)",
    "winner = min(ends, key=ends.get)",
)
# The place of the line, what it becomes, and what comes of that.
BUGS = (
    (
        2,
        "    w = start",
        "A step changes `w` in place. Without a copy it moves `start` itself, and each rule begins where the last one ended.",
    ),
    (
        5,
        "        _, g = valley.value_and_grad(start)",
        "The slope is asked for at the start at every step, however far the walker has come.",
    ),
    (
        7,
        "    ends[rule.name], _ = valley.value_and_grad(start)",
        "It notes the height of the start for every rule, so that all of them end alike.",
    ),
    (
        7,
        "    _, ends[rule.name] = valley.value_and_grad(w)",
        "`value_and_grad` gives the value first. This notes the gradient, and ranks nobody by height.",
    ),
    (8, "winner = max(ends, key=ends.get)", "The winner stands lowest. This names the one that stands highest."),
    (
        4,
        "    for step in range({steps} * (1 + len(ends))):",
        "`ends` gets longer from rule to rule, so that each gets more steps than the one before it.",
    ),
)
DOUBTS = {
    "w = start.copy()": (
        TAKES_NAME_FOR_COPY,
        "without the copy the first rule would carry `start` itself away with it.",
    ),
    "state = rule.init(w)": (
        RESETS_MEMORY,
        "it stands before the loop over the steps, so that each rule's memory is made once.",
    ),
    "_, g = valley.value_and_grad(w)": (
        STALE_SLOPE,
        "the slope is asked for anew at every step, where the last one has led.",
    ),
    "rule.step(w, g, state)": (EXPECTS_RETURN, "the step changes the array that it is given, and hands nothing back."),
}
SETS = (
    "tw.sgd(lr={lr}), tw.adam(lr={lr})",
    "tw.adam(lr={lr}), tw.sgd(lr={lr})",
    "tw.momentum(lr={lr}), tw.adam(lr={lr})",
    "tw.sgd(lr={lr}), tw.momentum(lr={lr})",
)


@question(
    section="race",
    level=3,
    kind="bug",
    objective="Find what makes a race between optimizers unfair or wrong.",
    hint="Walk through it with two rules: where does the second one start, how far may it go, and what is noted?",
    misconceptions=(EXPECTS_RETURN, RESETS_MEMORY, STALE_SLOPE, SUSPECTS_SOUND_LINE, TAKES_NAME_FOR_COPY),
    conceptual=True,
)
def bug_in_the_race(draw: Draw) -> Choice:
    """Which line of a race between optimizers has a bug."""
    place, broken, why = draw.pick(BUGS)
    steps, lr = draw.pick([50, 100, 200]), draw.pick([0.01, 0.02, 0.05])
    rules = draw.pick(SETS).format(lr=lr)
    sound = [line.format(steps=steps, rules=rules) for line in LOOP]
    return find_the_bug(
        "Several rules should race from `start`, an array, on equal terms; the lowest at the end wins. One line is wrong. Which?",
        sound,
        place,
        broken.format(steps=steps),
        why,
        doubts=DOUBTS,
        offered=sorted({place, *draw.some([at for at in range(2, len(sound)) if at != place], 4)}),
    )
