from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

LOOP = (
    "for epoch in range({epochs}):",
    "    order = rng.permutation(len(X))",
    "    for begin in range(0, len(X), {size}):",
    "        batch = order[begin : begin + {size}]",
    "        error = X[batch] @ w - y[batch]",
    "        g = 2 * X[batch].T @ error / len(batch)",
    "        w = w - {lr} * g",
)
# The place of the line, what it becomes, and what comes of that.
BUGS = (
    (
        2,
        "    for begin in range(len(X)):",
        "The batches overlap: each begins one example after the last, so a pass has far too many.",
    ),
    (
        3,
        "        batch = order[:{size}]",
        "Every batch of the pass is the same, the first {size} of the order; the rest is never seen in it.",
    ),
    (
        3,
        "        batch = order[begin:{size}]",
        "From the second batch on it begins at or after its end and is empty.",
    ),
    (
        4,
        "        error = X[batch] @ w - y[: len(batch)]",
        "The examples are shuffled and their targets are not: predictions are compared with the targets of others.",
    ),
    (
        5,
        "        g = 2 * X[batch].T @ error / len(X)",
        "The slopes of {size} examples are divided by the number of all. The step is far too short.",
    ),
    (
        5,
        "        g = 2 * X[batch].T @ error",
        "This is the sum of the slopes, not their mean: the step grows with the size of the batch.",
    ),
    (6, "        w = -{lr} * g", "The old weights are thrown away. An update starts from where the last one has led."),
)


@question(
    section="batches",
    level=3,
    kind="bug",
    objective="Find what is wrong in a loop over mini-batches.",
    hint="Follow one example: is it seen once a pass, with its own target, and does the size of the batch cancel?",
)
def bug_in_the_batches(draw: Draw) -> Choice:
    """Which line of a loop over mini-batches has a bug."""
    place, broken, why = draw.pick(BUGS)
    given = {
        "epochs": draw.pick([5, 10, 20]),
        "size": draw.pick([16, 32, 64]),
        "lr": draw.pick([0.01, 0.05, 0.1]),
    }
    sound = [line.format(**given) for line in LOOP]
    lines = [*sound[:place], broken.format(**given), *sound[place + 1 :]]
    labels = [f"line {at}: `{line.strip()}`" for at, line in enumerate(lines, start=1)]
    why, code = why.format(**given), "\n".join(lines)
    return Choice(
        prompt=f"This loop should train a linear model on batches of {given['size']}, by the mean squared error: `X` holds an "
        f"example a row, `y` the targets. One line is wrong. Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{sound[place].strip()}`.",
        see="#all-of-it-one-or-a-few",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}")
            for at, label in enumerate(labels)
            if at not in (0, place)
        ],
    )
