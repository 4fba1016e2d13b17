import talweg as tw
from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    FORGETS_HALF_DELTA,
    FORGETS_OVERFLOW,
    NO_BEND_IN_HUBER,
    SUSPECTS_SOUND_LINE,
    WRONG_SIGN,
)
from talweg.course.question import Choice, Draw, question

# For each loss: what it should be in words, and for each bug a line as the library has it, as it becomes, what comes of that.
BUGS = (
    (tw.huber, "Huber's loss, with its gradient: half the squared error up to `delta`, a straight line beyond", (
        ("error = y_hat - y", "error = np.abs(y_hat - y)",
         "The sign is lost, so the gradient below can only ever be positive, also where the prediction is too small."),
        ("inside = np.minimum(np.abs(error), delta)", "inside = np.maximum(np.abs(error), delta)",
         "The part inside the parabola is at **most** `delta`. This makes it at least that."),
        ("inside = np.minimum(np.abs(error), delta)", "inside = np.minimum(error, delta)",
         "For a prediction far too small the error is negative, and passes here uncut: it must be cut by its size."),
        ("return inside * (np.abs(error) - inside / 2), inside * np.sign(error)",
         "return inside * np.abs(error) / 2, inside * np.sign(error)",
         "Beyond `delta` this grows half as fast as it should: the half belongs to what lies inside, and not to the whole."),
        ("return inside * (np.abs(error) - inside / 2), inside * np.sign(error)",
         "return inside * (np.abs(error) - inside / 2), inside",
         "The gradient has lost its sign: it would push every prediction down."),
        ("return inside * (np.abs(error) - inside / 2), inside * np.sign(error)",
         "return inside * (np.abs(error) - inside / 2), delta * np.sign(error)",
         "Near the target the gradient is the error itself. This pulls with `delta` everywhere."),
    )),
    (tw.quantile, "the pinball loss, with its gradient: a unit too low costs `q`, a unit too high `1 - q`", (
        ("error = y_hat - y", "error = y - y_hat",
         "The error's sign is turned around: too low would be charged as too high, and the gradient would point the wrong way."),
        ("slope = np.sign(error) * np.where(error > 0, 1 - q, q)", "slope = np.sign(error) * np.where(error > 0, q, 1 - q)",
         "The two prices are swapped: a prediction too high, with an error above 0, costs `1 - q`."),
        ("slope = np.sign(error) * np.where(error > 0, 1 - q, q)", "slope = np.where(error > 0, 1 - q, q)",
         "Without the sign the slope is positive on both sides, and the loss negative where the prediction is too low."),
        ("return error * slope, slope", "return error * slope, error * slope",
         "The gradient must be the slope. Times the error it is the loss a second time."),
        ("return error * slope, slope", "return np.abs(error) * slope, slope",
         "The slope has the error's sign, so their product is positive. With the error made positive before, too low counts as a gain."),
    )),
    (tw.log_cosh, "the logarithm of the error's hyperbolic cosine, with its gradient, in two forms that are exact where the other is not", (
        ("size = np.abs(error)", "size = error",
         "For a large negative error the exponential below overflows: it must be taken of minus the **size**."),
        ("slope = np.tanh(error)", "slope = np.tanh(size)",
         "The gradient has lost its sign: it would push every prediction down."),
        ("small = -np.log1p(-slope**2) / 2", "small = -np.log1p(-slope) / 2",
         "It is $1 - \\tanh^2$ that is one over the squared cosine: the square is missing."),
        ("large = size + np.log((1 + np.exp(-2 * size)) / 2)", "large = size + np.log((1 + np.exp(2 * size)) / 2)",
         "With the plus the exponential overflows for large errors, which this form is there to avoid."),
        ("large = size + np.log((1 + np.exp(-2 * size)) / 2)", "large = size + np.log(1 + np.exp(-2 * size))",
         "The half is missing: large errors cost $\\log 2$ too much, and the two forms do not meet."),
        ("return np.where(size < 1, small, large), slope", "return np.where(size > 1, small, large), slope",
         "The two forms are swapped: each is used exactly where it loses its digits."),
    )),
)  # fmt: skip
DOUBTS = {
    "error = y_hat - y": (
        WRONG_SIGN,
        "the error is the prediction less the target, so that the gradient has its sign.",
    ),
    "inside = np.minimum(np.abs(error), delta)": (
        NO_BEND_IN_HUBER,
        "up to `delta` the loss is a parabola, and only beyond it straight.",
    ),
    "return inside * (np.abs(error) - inside / 2), inside * np.sign(error)": (
        FORGETS_HALF_DELTA,
        "within `delta` this is half the square, and beyond it a line that goes on from there.",
    ),
    "large = size + np.log((1 + np.exp(-2 * size)) / 2)": (
        FORGETS_OVERFLOW,
        "with minus twice the size in it, the exponential is at most 1 and cannot overflow.",
    ),
}


@question(
    section="code",
    level=3,
    kind="bug",
    objective="Find the line of a loss for quantities that is wrong.",
    hint="Try an error of 3 and one of $-3$ by hand, and look at the sign of the gradient.",
    misconceptions=(FORGETS_HALF_DELTA, FORGETS_OVERFLOW, NO_BEND_IN_HUBER, SUSPECTS_SOUND_LINE, WRONG_SIGN),
    conceptual=True,
)
def bug_in_a_loss(draw: Draw) -> Choice:
    """Which line of Huber's, the pinball or the log-cosh loss has a bug."""
    loss, words, bugs = draw.pick(BUGS)
    line, broken, why = draw.pick(bugs)
    lines = loss.formula.body.splitlines()
    return find_the_bug(
        f"These lines should return {words}. One line is wrong. Which?",
        lines,
        lines.index(line),
        broken,
        why,
        "#what-a-loss-does",
        DOUBTS,
        {"y_hat": draw.pick(["y_hat", "prediction", "guess"]), "y": draw.pick(["y", "target"])},
    )
