from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

SOUND = (
    "m, v = 0.0, 0.0",
    "for t in range(1, steps + 1):",
    "    g = gradient(w)",
    "    w, m, v = adam(w, g, m, v, t)",
    "    trail.append(w)",
)
# The place of the line, what becomes of it, and what comes of that.
BUGS = (
    (
        1,
        "for t in range(steps):",
        "This counts from 0. At $t = 0$ the bias correction divides by $1 - \\beta^0 = 0$.",
    ),
    (
        2,
        "    g = gradient(trail[0])",
        "The gradient is asked for where the walk began, again and again.",
    ),
    (
        3,
        "    w, v, m = adam(w, g, m, v, t)",
        "The two averages change places at every step: the root is then taken of the average gradient, which may be negative.",
    ),
    (
        3,
        "    w, m, v = adam(w, g, m, v, 1)",
        "Every step is corrected like the first. The averages soon need no correction, and are divided by 0.1 and 0.001 for "
        "ever.",
    ),
    (
        3,
        "    w, m, v = adam(w, g, 0.0, 0.0, t)",
        "Both averages start again from 0 at every step, and nothing is remembered.",
    ),
    (
        3,
        "    w, m, v = adam(w, g**2, m, v, t)",
        "Adam squares the gradient itself. Squared before, it has lost its sign, and the walk goes one way only.",
    ),
    (
        3,
        "    w, m, v = adam(w, -g, m, v, t)",
        "Adam subtracts its step itself. With the sign turned the walk goes uphill.",
    ),
    (
        4,
        "    trail.append(g)",
        "The trail is to hold weights. This keeps the gradients, so the answer at the end is none.",
    ),
)


@question(
    section="adam",
    level=3,
    kind="bug",
    objective="Find the line of a training loop that misuses Adam.",
    hint="Ask at each line: what is it given, what does it give back, and is that what the next line expects?",
)
def bug_in_the_loop(draw: Draw) -> Choice:
    """Which line of a loop around Adam has a bug."""
    place, broken, why = draw.pick(BUGS)
    given = draw.pick(["w", "weight", "theta"])
    first = draw.pick(["g", "grad", "slope"])

    def named(line: str) -> str:
        """The line in this learner's own names."""
        parts = line.replace("trail", "\0").replace("gradient", "\1").replace("range", "\2").replace("adam", "\3")
        parts = parts.replace("g", first).replace("w", given)
        return parts.replace("\0", "trail").replace("\1", "gradient").replace("\2", "range").replace("\3", "adam")

    lines = [named(broken if at == place else line) for at, line in enumerate(SOUND)]
    head = f"trail = [{given}]"
    labels = [f"line {number}: `{text.strip()}`" for number, text in enumerate([head, *lines], start=1)]
    code = "\n".join([head, *lines])
    return Choice(
        prompt="The function `adam(w, g, m, v, t)` is sound: it takes one step and returns the new weight and both averages. "
        f"The loop around it has one line that is not as it should be. Which?\n\n```python\n{code}\n```",
        right=labels[place + 1],
        why=f"{why} It should read `{named(SOUND[place]).strip()}`.",
        see="#in-code",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 2} again: {why}", "#in-code")
            for at, label in enumerate(labels)
            if at != place + 1
        ],
    )
