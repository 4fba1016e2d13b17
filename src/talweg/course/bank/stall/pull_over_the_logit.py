import numpy as np

import talweg as tw
from talweg.course.bank.curves import Curve, hundredths, letters, which_curve
from talweg.course.bank.misconceptions import (
    ADDS_SIGMOID_SLOPE,
    DROPS_SIGMOID_SLOPE,
    FORGETS_ERROR,
    STEEP_WHEN_WRONG,
)
from talweg.course.bank.stall.neuron import ENTROPY, PANEL, SQUARED
from talweg.course.drawing import Axis, Frame
from talweg.course.question import Choice, Draw, question

Z = np.linspace(-6, 6, 49)
NAMES = {
    "entropy": "the size of cross-entropy's gradient",
    "squared": "the size of the squared error's gradient",
    "sigmoid": "the sigmoid's own slope",
    "loss": "the squared error itself",
}


def sizes(loss: tw.Loss, y: int) -> tuple[np.ndarray, np.ndarray]:
    """A loss over the logits, and the size of its gradient."""
    value, slope = loss.value_and_grad(Z, np.full_like(Z, y), reduction="none")
    return value, np.abs(slope)


@question(
    section="stall",
    level=2,
    kind="picture",
    objective="Recognise the pull of each loss by its shape over the logit.",
    hint="Which of them fades at one end only, and which at both?",
    misconceptions=(ADDS_SIGMOID_SLOPE, DROPS_SIGMOID_SLOPE, FORGETS_ERROR, STEEP_WHEN_WRONG),
    conceptual=True,
)
def pull_over_the_logit(draw: Draw) -> Choice:
    """Which curve over the logit is which gradient."""
    y = draw.whole(0, 1)
    (loss, squared), (_, entropy) = sizes(SQUARED, y), sizes(ENTROPY, y)
    other = sizes(ENTROPY, 1 - y)[1]
    heights = {"entropy": entropy, "squared": squared, "sigmoid": entropy * other, "loss": loss}
    names = draw.shuffled(["entropy", "squared", draw.pick(["sigmoid", "loss"])])
    asked = draw.pick(names)
    letter = letters(names)
    wrong_end, right_end = (("left", "right"), ("right", "left"))[1 - y]
    told = {
        "entropy": f"nearly 1 at the {wrong_end} end, where the model is surely wrong, one half in the middle, and fades only to the "
        f"{right_end}",
        "squared": f"small at both ends and highest a little to the {wrong_end} of the middle, where the model is wrong, "
        "but not sure",
        "sigmoid": "the same on both sides and a quarter in the middle: it knows nothing of the label",
        "loss": f"nearly 1 and level at the {wrong_end} end, a large loss with hardly any slope, and a quarter in the middle",
    }
    slips = {
        ("squared", "entropy"): DROPS_SIGMOID_SLOPE,
        ("squared", "sigmoid"): FORGETS_ERROR,
        ("squared", "loss"): STEEP_WHEN_WRONG,
        ("entropy", "squared"): ADDS_SIGMOID_SLOPE,
        ("entropy", "sigmoid"): ADDS_SIGMOID_SLOPE,
        ("entropy", "loss"): STEEP_WHEN_WRONG,
        ("sigmoid", "squared"): FORGETS_ERROR,
        ("sigmoid", "entropy"): DROPS_SIGMOID_SLOPE,
        ("loss", "squared"): STEEP_WHEN_WRONG,
        ("loss", "entropy"): STEEP_WHEN_WRONG,
    }
    frame = Frame(Axis(-6, 6, "logit z"), Axis(0, 1.1))
    # Each letter stands on its curve where the curves are well apart.
    spots = {"entropy": -0.3, "squared": -0.8, "sigmoid": -1.7, "loss": -1.3}

    def curve(name: str) -> Curve:
        at = spots[name] * (1 if y else -1)
        above = float(np.interp(at, Z, heights[name])) + (0.03 if name == "squared" else -0.022)
        slip = slips.get((asked, name))  # none for the asked one itself
        return Curve(heights[name], (at, above), slip, f"Curve {letter[name]} is {told[name]}. That is {NAMES[name]}.")

    first, second, third = (NAMES[name] for name in NAMES if name in names)
    return which_curve(
        f"One example has the label $y = {y}$, and $p = \\sigma(z)$. The picture shows, over the logit, "
        f"{first}, {second} and {third}. Which curve is {NAMES[asked]}?",
        frame,
        Z,
        {name: curve(name) for name in names},
        asked,
        why=f"Curve {letter[asked]} is {told[asked]}.",
        see=f"?two-gradients.y={y}{PANEL}",
        alt="Three curves over the logit z from -6 to 6. At z = -6, -3, -1, 0, 1, 3 and 6:",
        read=(-6, -3, -1, 0, 1, 3, 6),
        told=hundredths,
    )
