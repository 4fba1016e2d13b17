import talweg as tw
from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

UPDATE, _ = tw.momentum.formula.body.splitlines()

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
        "w = w - v",
        "w = w - lr * v",
        "The rate is inside the velocity already. Applied twice, it makes every step far too short.",
    ),
    ("w = w - v", "w = w + v", "The velocity holds slopes with their own sign, so this climbs. It must be subtracted."),
    (
        "w = w - v",
        "w = w - v - lr * g",
        "The new slope is counted twice, once inside the velocity and once beside it.",
    ),
    (
        "g = gradient(start)",
        "g = gradient(start)",
        "The slope is asked for at the start again and again, however far the walker has come.",
    ),
)


@question(
    section="momentum",
    level=3,
    kind="bug",
    objective="Find the line that breaks a loop with momentum.",
    hint="Go through the loop twice by hand, with a slope of 1 each time. What should v be then?",
)
def bug_in_momentum(draw: Draw) -> Choice:
    """Which line of a loop with momentum has a bug."""
    line, broken, why = draw.pick(BUGS)
    lr, beta = draw.pick([0.01, 0.02, 0.05, 0.1]), draw.pick([0.8, 0.9, 0.95])
    sound = "g = gradient(w)" if line == broken else line
    inside = ["g = gradient(w)", UPDATE, "w = w - v"]
    inside[inside.index(sound)] = broken
    lines = ["w, v = start, 0.0", "for step in range(steps):", *("    " + each for each in inside)]
    labels = [f"line {number}: `{text.strip()}`" for number, text in enumerate(lines, start=1)]
    place = 2 + inside.index(broken)
    code = "\n".join(lines)
    return Choice(
        prompt=f"This loop should walk with momentum, with `lr = {lr}` and `beta = {beta}`. One line is not as it should be. "
        f"Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{sound}`.",
        see="#momentum",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}", "#momentum")
            for at, label in enumerate(labels)
            if at != place
        ],
    )
