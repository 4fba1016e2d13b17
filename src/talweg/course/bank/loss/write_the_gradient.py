import talweg as tw
from talweg.course.bank.misconceptions import (
    DROPS_FACTOR_TWO,
    FORGETS_INPUT,
    FORGETS_LABEL,
    LOGITS_FOR_PROBABILITIES,
    LOSS_FOR_SLOPE,
    SUM_FOR_MEAN,
    WRONG_SIGN,
    WRONG_SLOT,
)
from talweg.course.bank.spelling import ANY, GRADIENTS, Ends, said
from talweg.course.question import Draw, Lines, Wrong, question

PAIRS = (("y_hat", "y"), ("p", "y"), ("pred", "target"), ("out", "want"), ("guess", "truth"), ("f", "t"), ("o", "y"))
LOGITS = ("z", "s", "a", "score", "logit", "q", "out", "o", "h", "c", "u_", "raw")
INPUTS = (("x", "w"), ("u", "a"), ("feature", "weight"), ("h", "v"), ("x1", "w1"), ("phi", "theta"))


@question(
    section="loss",
    level=2,
    kind="formula",
    objective="Write the gradient of a mean squared error.",
    hint="Differentiate one square, and remember what the mean divides by.",
    misconceptions=(DROPS_FACTOR_TWO, FORGETS_INPUT, LOSS_FOR_SLOPE, SUM_FOR_MEAN, WRONG_SIGN),
)
def write_a_gradient(draw: Draw) -> Lines:
    """The gradient of the mean squared error by one prediction, or by the weight behind it."""
    g, (guess, truth) = draw.pick(GRADIENTS), draw.pick(PAIRS)
    n = draw.pick(["n", "N", "count"]) if not draw.whole(0, 9) else str(draw.whole(2, 999))
    by_weight = draw.whole(0, 1)
    x, w = draw.pick(INPUTS)
    names: dict[str, Ends] = (
        {guess: ANY, truth: ANY} | ({} if n.isdigit() else {n: (2, 9)}) | ({x: ANY} if by_weight else {})
    )
    chain = f" * {x}" if by_weight else ""
    error = f"({guess} - {truth})"

    def again(**at: float) -> list[float]:
        _, (slope,) = tw.mse.value_and_grad([at[guess]], [at[truth]])
        return [float(slope) / (at.get(n) or float(n)) * at.get(x, 1.0)]

    asked = (
        f"the weight `{w}`, from which the prediction comes as `{w} * {x}`"
        if by_weight
        else f"this prediction `{guess}`"
    )
    wrong = [
        Wrong((f"{error} / {n}{chain}",), DROPS_FACTOR_TWO, "The square brings down a 2."),
        Wrong(
            (f"2 * {error}{chain}",), SUM_FOR_MEAN, f"This is the gradient of the sum: the mean divides by {said(n)}."
        ),
        Wrong(
            (f"2 * ({truth} - {guess}) / {n}{chain}",),
            WRONG_SIGN,
            "Where the prediction is too high, the slope goes up.",
        ),
        Wrong((f"{error}**2 / {n}",), LOSS_FOR_SLOPE, "This is what the example adds to the loss, and not its slope."),
    ]
    if by_weight:
        wrong.append(
            Wrong(
                (f"2 * {error} / {n}",),
                FORGETS_INPUT,
                f"From the prediction to the weight there is one more link: `{x}`.",
            )
        )
    return Lines(
        prompt=f"A loss is the mean of {said(n)} squared errors. One of its examples has the prediction `{guess}` and the target `{truth}`. "
        f"Write `{g}`, what this example adds to the derivative of the loss by {asked}.",
        right={g: f"2 * {error} / {n}{chain}"},
        names=names,
        again=again,
        why=f"The square brings down a 2, and the mean divides by {said(n)}: `2 * {error} / {n}{chain}`.",
        see="#what-a-loss-does",
        wrong=wrong,
    )


@question(
    section="loss",
    level=3,
    kind="formula",
    objective="Write the gradient of softmax and cross-entropy by one logit.",
    hint="What is the class's probability, and what should it be?",
    misconceptions=(FORGETS_INPUT, FORGETS_LABEL, LOGITS_FOR_PROBABILITIES, LOSS_FOR_SLOPE, WRONG_SIGN, WRONG_SLOT),
)
def write_a_pull_of_softmax(draw: Draw) -> Lines:
    """The gradient of softmax and cross-entropy by the logit of one of a few classes."""
    z, g, count = draw.pick(LOGITS), draw.pick(GRADIENTS), draw.whole(2, 5)
    first, by_weight, (x, w) = draw.whole(0, 1), draw.whole(0, 1), draw.pick(INPUTS)
    logits = [f"{z}{place + first}" for place in range(count)]
    own, label = draw.whole(0, count - 1), draw.whole(0, count - 1)
    p = f"exp({logits[own]}) / ({' + '.join(f'exp({each})' for each in logits)})"
    hit = own == label
    slope = f"{p} - 1" if hit else p

    def by(text: str) -> str:
        """What becomes of a derivative by the logit."""
        return f"({text}) * {x}" if by_weight else text

    def again(**at: float) -> list[float]:
        _, slopes = tw.cross_entropy.value_and_grad([[at[each] for each in logits]], [label])
        return [float(slopes[0][own]) * at.get(x, 1.0)]

    told = "`, `".join(logits[:-1])
    wrong = [
        Wrong(
            (by(f"1 - {p}" if hit else f"-{p}"),),
            WRONG_SIGN,
            "The sign is turned: this is the way to go, not the slope.",
        ),
        Wrong(
            (by(f"{logits[own]} / ({' + '.join(logits)}){' - 1' if hit else ''}"),),
            LOGITS_FOR_PROBABILITIES,
            "Softmax takes the exponential of every logit first.",
        ),
        Wrong((f"-log({p})",), LOSS_FOR_SLOPE, "This is a loss, and not its slope."),
        Wrong((by(p),), FORGETS_LABEL, "This is the probability. The right class has 1 taken away.")
        if hit
        else Wrong(
            (by(f"{p} - 1"),), WRONG_SLOT, f"The 1 is taken from the right class, `{logits[label]}`, and from no other."
        ),
    ]
    if by_weight:
        wrong.append(
            Wrong((slope,), FORGETS_INPUT, f"This is the derivative by the logit: the last link, `{x}`, is missing.")
        )
    asked = f"the weight `{w}`, which enters `{logits[own]}` alone, as `{w} * {x}`" if by_weight else f"`{logits[own]}`"
    return Lines(
        prompt=f"A model gives {count} classes the logits `{told}` and `{logits[-1]}`, and softmax makes probabilities of them. The right "
        f"class is the one of `{logits[label]}`, and the loss is the cross-entropy. Write `{g}`, its derivative by {asked}.",
        right={g: by(slope)},
        names=dict.fromkeys(logits, (0.2, 3.0)) | ({x: ANY} if by_weight else {}),
        again=again,
        why=f"In every slot the gradient is $p_k - y_k$, and here $y_k$ is {int(hit)}: `{by(slope)}`.",
        see="#why-cross-entropy-and-not-squared-error",
        wrong=wrong,
    )
