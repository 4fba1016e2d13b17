from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, FREEZES_SLOPE, SLOPES_CANCEL, WRONG_SIGN
from talweg.course.question import Choice, Draw, question

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
    misconceptions=(DROPS_FACTOR_TWO, FREEZES_SLOPE, SLOPES_CANCEL, WRONG_SIGN),
    conceptual=True,
)
def bug_in_the_descent(draw: Draw) -> Choice:
    """Which line of a training loop has a bug."""
    place, broken, why = draw.pick(BUGS)
    steps, lr = draw.pick([100, 200, 500]), draw.pick([0.01, 0.05, 0.1])
    lines = [line.format(steps=steps, lr=lr) for line in LOOP]
    doubts = {
        lines[2].strip(): (
            FREEZES_SLOPE,
            "the predictions are made anew at every step, with the weights as they are now.",
        ),
        lines[3].strip(): (
            SLOPES_CANCEL,
            "the error keeps its sign, for the sign says which way the weights should go.",
        ),
        lines[4].strip(): (DROPS_FACTOR_TWO, "the square of the error brings down the 2."),
        lines[5].strip(): (WRONG_SIGN, "the step goes against the gradient, hence the minus."),
    }
    return find_the_bug(
        "This loop should bring a linear model's mean squared error down, by gradient descent on all examples: `X` "
        "holds an example a row, `y` the targets. One line is wrong. Which?",
        lines,
        place,
        broken.format(steps=steps, lr=lr),
        why,
        "#one-line-two-choices",
        doubts,
        offered=range(2, len(lines)),
    )
