from math import log

import talweg as tw
from talweg.course.bank.misconceptions import (
    ADDS_SIGMOID_SLOPE,
    DROPS_FACTOR_TWO,
    DROPS_SIGMOID_SLOPE,
    FORGETS_ERROR,
    FORGETS_INPUT,
    FORGETS_LABEL,
    STOPS_AT_PROBABILITY,
    WRONG_SIGN,
)
from talweg.course.bank.spelling import ANY, GRADIENTS, LABEL, Ends
from talweg.course.question import Draw, Lines, Wrong, question

FAIR: Ends = (0.03, 0.97)


@question(
    section="stall",
    level=2,
    kind="formula",
    objective="Write the gradient of a loss behind a sigmoid.",
    hint="Two links: from the loss to the probability, from the probability to the logit. Does anything cancel?",
    misconceptions=(
        ADDS_SIGMOID_SLOPE,
        DROPS_FACTOR_TWO,
        DROPS_SIGMOID_SLOPE,
        FORGETS_ERROR,
        FORGETS_INPUT,
        FORGETS_LABEL,
        STOPS_AT_PROBABILITY,
        WRONG_SIGN,
    ),
)
def write_the_pull(draw: Draw) -> Lines:
    """The gradient of cross-entropy, or of a squared error, by the logit behind a sigmoid or by a weight behind that."""
    z, y = draw.pick(["z", "s", "a", "logit", "score", "o", "raw"]), draw.pick(["y", "label", "target", "truth", "t"])
    given, g = draw.pick(["p", "q", "prob", "sigma", "p_hat"]), draw.pick(GRADIENTS)
    entropy, open_, deep = bool(draw.whole(0, 2)), draw.whole(0, 1), draw.whole(0, 3) > 0
    x, w = draw.pick([("x", "w"), ("u", "v"), ("input", "weight"), ("h", "c"), ("x1", "w1"), ("phi", "theta")])
    chain = f" * {x}" if deep else ""
    p = f"sigmoid({z})" if open_ else given
    loss = tw.binary_cross_entropy if entropy else tw.squared_sigmoid

    def again(**at: float) -> list[float]:
        logit = at[z] if open_ else log(at[given] / (1 - at[given]))
        _, (slope,) = loss.value_and_grad([logit], [at[y]])
        return [float(slope) * at.get(x, 1.0)]

    slope = f"{p} * (1 - {p})"
    both = f"2 * ({p} - {y}) * {slope}"
    if entropy:
        right = f"({p} - {y}){chain}" if deep else f"{p} - {y}"
        wrong = [
            Wrong(
                (f"({p} - {y}) * {slope}{chain}",),
                ADDS_SIGMOID_SLOPE,
                "The sigmoid's slope cancels against the logarithm's.",
            ),
            Wrong(
                (f"({p} - {y}) / ({slope}){chain}",), STOPS_AT_PROBABILITY, "This is the derivative by the probability."
            ),
            Wrong((f"{p}{chain}",), FORGETS_LABEL, "This pushes the same way whatever the label says."),
            Wrong((f"({y} - {p}){chain}",), WRONG_SIGN, "This is minus the gradient: the direction of the step."),
        ]
        why = f"The sigmoid's slope cancels, and what is left is the error: `{right}`."
    else:
        right = f"{both}{chain}"
        wrong = [
            Wrong(
                (f"2 * ({p} - {y}){chain}",),
                DROPS_SIGMOID_SLOPE,
                "From the probability to the logit there is one more link.",
            ),
            Wrong((f"({p} - {y}) * {slope}{chain}",), DROPS_FACTOR_TWO, "The square brings down a 2."),
            Wrong(
                (f"2 * {slope}{chain}",),
                FORGETS_ERROR,
                "The error itself is missing: without it a right answer is pushed, too.",
            ),
            Wrong(
                (f"2 * ({y} - {p}) * {slope}{chain}",),
                WRONG_SIGN,
                "This is minus the gradient: the direction of the step.",
            ),
        ]
        why = f"The square gives `2 * ({p} - {y})`, and the sigmoid's slope `{slope}` multiplies it."
    if deep:
        why += f" The weight multiplies `{x}`, so that is the last link."
        wrong.append(
            Wrong(
                (right.removesuffix(chain),), FORGETS_INPUT, f"This is the derivative by the logit: `{x}` is missing."
            )
        )
    names: dict[str, Ends] = ({z: (-4.0, 4.0)} if open_ else {given: FAIR}) | {y: LABEL} | ({x: ANY} if deep else {})
    asked = f"the weight `{w}`, for the logit is `{w} * {x}`" if deep else f"the logit `{z}`"
    named = f"`sigmoid({z})`" if open_ else f"`{given}`, the sigmoid of it,"
    return Lines(
        prompt=f"A neuron has the logit `{z}`, and its probability is {named} and the label `{y}` is 0 or 1. The loss is the "
        f"{'cross-entropy' if entropy else 'squared error of that probability'}. Write `{g}`, the derivative of the loss by {asked}.",
        right={g: right},
        names=names,
        again=again,
        why=why,
        see="#why-cross-entropy-and-not-squared-error",
        wrong=wrong,
    )
