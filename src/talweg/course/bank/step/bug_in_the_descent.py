from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

LOOP = (
    "w = np.zeros(X.shape[1])",
    "for t in range({steps}):",
    "    y_hat = X @ w",
    "    error = y_hat - y",
    "    g = 2 * X.T @ error / len(y)",
    "    w = w - {lr} * g",
)
# The line as it should be, as it becomes, and what comes of that.
BUGS = (
    (2, "    y_hat = X @ np.zeros(X.shape[1])", "It predicts with the weights of the start for ever, so the slope never changes."),
    (3, "    error = y - y_hat", "The error's sign is turned around, so the gradient points downhill and the step goes up."),
    (4, "    g = 2 * X.T @ error**2 / len(y)", "The slope of a square holds the error itself. Squared, it never knows which way to go."),
    (4, "    g = 2 * X.T @ y / len(y)", "The gradient must hold the error. With the targets in its place it never becomes 0."),
    (5, "    w = w + {lr} * g", "The step goes with the gradient, up the hill. It must go against it."),
    (5, "    w = -{lr} * g", "The old weights are thrown away. A step starts from where one stands."),
)  # fmt: skip


@question(
    section="step",
    level=3,
    kind="bug",
    objective="Find what is wrong in a loop of gradient descent.",
    hint="Say what each name should hold when the weights are perfect, and when a prediction is too large.",
)
def bug_in_the_descent(draw: Draw) -> Choice:
    """Which line of a training loop has a bug."""
    place, broken, why = draw.pick(BUGS)
    steps, lr = draw.pick([100, 200, 500]), draw.pick([0.01, 0.05, 0.1])
    sound = [line.format(steps=steps, lr=lr) for line in LOOP]
    lines = [*sound[:place], broken.format(steps=steps, lr=lr), *sound[place + 1 :]]
    labels = [f"line {at}: `{line.strip()}`" for at, line in enumerate(lines, start=1)]
    code = "\n".join(lines)
    return Choice(
        prompt="This loop should bring a linear model's mean squared error down, by gradient descent on all examples: `X` "
        f"holds an example a row, `y` the targets. One line is wrong. Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{sound[place].strip()}`.",
        see="#one-line-two-choices",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}")
            for at, label in enumerate(labels[2:], start=2)
            if at != place
        ],
    )
