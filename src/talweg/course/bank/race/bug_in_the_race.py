from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

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
)
def bug_in_the_race(draw: Draw) -> Choice:
    """Which line of a race between optimizers has a bug."""
    place, broken, why = draw.pick(BUGS)
    steps, lr = draw.pick([50, 100, 200]), draw.pick([0.01, 0.02, 0.05])
    rules = draw.pick(SETS).format(lr=lr)
    sound = [line.format(steps=steps, rules=rules) for line in LOOP]
    lines = [*sound[:place], broken.format(steps=steps), *sound[place + 1 :]]
    labels = [f"line {at}: `{line.strip()}`" for at, line in enumerate(lines, start=1)]
    code = "\n".join(lines)
    offered = sorted({place, *draw.some([at for at in range(2, len(lines)) if at != place], 4)})
    return Choice(
        prompt="Several rules should race from `start`, an array, on equal terms; the lowest at the end wins. One line is "
        f"wrong. Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{sound[place].strip()}`.",
        see="#in-code",
        ordered=True,
        wrong=[
            Wrong(labels[at], SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}")
            for at in offered
            if at != place
        ],
    )
