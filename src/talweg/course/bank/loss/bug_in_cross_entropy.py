import talweg as tw
from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

# A line as the library has it, as it becomes, and what comes of that.
BUGS = (
    (
        "y = (1 - smoothing) * y + smoothing / row_size(y)",
        "y = (1 - smoothing) * y + smoothing",
        "The smoothed targets no longer add up to 1: the share that is taken away must be spread over all classes.",
    ),
    (
        "s = z - row_max(z)",
        "s = z / row_max(z)",
        "Dividing changes the differences between the logits, and with them every probability. Taking the same away "
        "from all of them changes nothing.",
    ),
    (
        "u = np.exp(s)",
        "u = np.exp(z)",
        "The shifted logits are thrown away: a logit of 1000 overflows, and the value below mixes both kinds.",
    ),
    (
        "total = row_sum(u)",
        "total = row_max(u)",
        "The largest exponential alone is 1 after the shift, so the probabilities do not add up to 1.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * s), y - u / total",
        "The gradient has its sign turned around: it is p - y, and a step against y - p would make the loss grow.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * u), u / total - y",
        "The logarithm of a share is the logit less the logarithm of the total: it takes the logit and not its exponential.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * s), u - y",
        "The gradient needs the probabilities. Here the exponentials have not been divided by their sum.",
    ),
)
HELPERS = "`row_max`, `row_sum` and `row_size` give the largest, the sum and the number of a row's entries"


@question(
    section="loss",
    level=4,
    kind="bug",
    objective="Find the line of a cross-entropy that is wrong.",
    hint="Take the logits (1, 0, 0) with the first class right by hand, line by line; the gradient must add up to 0.",
)
def bug_in_cross_entropy(draw: Draw) -> Choice:
    """Which line of a cross-entropy has a bug."""
    line, broken, why = draw.pick(BUGS)
    lines = tw.cross_entropy.formula.body.splitlines()
    place = lines.index(line)
    lines[place] = broken
    code = "\n".join(lines)
    labels = [f"line {number}: `{text}`" for number, text in enumerate(lines, start=1)]
    return Choice(
        prompt="This should return the cross-entropy of a row of logits `z` with the target row `y`, and its gradient. "
        f"{HELPERS}. One line is wrong. Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{line}`.",
        see="#what-a-loss-does",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}")
            for at, label in enumerate(labels)
            if at != place
        ],
    )
