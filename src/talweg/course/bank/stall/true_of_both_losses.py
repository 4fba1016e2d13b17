from talweg.course.bank.misconceptions import (
    ADDS_SIGMOID_SLOPE,
    LOUDEST_IS_WORST,
    SEES_STALL_TOO_SOON,
    STALL_EVERYWHERE,
    STEEP_WHEN_WRONG,
    WRONG_SIGN,
)
from talweg.course.bank.stall.neuron import ENTROPY, SQUARED, look, panel
from talweg.course.question import Draw, Right, Several, Wrong, question, shown


@question(
    section="stall",
    level=3,
    kind="several",
    objective="Judge both losses at one prediction by value and by slope.",
    hint="Work out four numbers: both losses and both gradients. Then one more prediction, at one half.",
    misconceptions=(ADDS_SIGMOID_SLOPE, LOUDEST_IS_WORST, SEES_STALL_TOO_SOON, STEEP_WHEN_WRONG),
)
def true_of_both_losses(draw: Draw) -> Several:
    """Which statements hold on two losses at one prediction."""
    sure, y = draw.pick([draw.decimal(0.01, 0.03, 0.0005), draw.decimal(0.12, 0.25, 0.0005)]), draw.whole(0, 1)
    p = sure if y else round(1 - sure, 4)
    further = round(sure / 10, 5) if y else round(1 - sure / 10, 5)
    (_, pull), (squared, weak) = look(ENTROPY, p, y), look(SQUARED, p, y)
    pull_half, weak_half = abs(look(ENTROPY, 0.5, y)[1]), abs(look(SQUARED, 0.5, y)[1])
    pull_far, weak_far = abs(look(ENTROPY, further, y)[1]), abs(look(SQUARED, further, y)[1])
    entropy_size, squared_size = abs(pull), abs(weak)
    both = f"the squared error's gradient is {shown(weak, 2)} and cross-entropy's {shown(pull, 2)}"
    # A statement, whether it holds, what the numbers say, and the misconception of whoever takes it the wrong way.
    statements = [
        ("The squared error is above 90% of its largest value", squared > 0.9, f"It is {shown(squared, 2)}, of at most 1",
         STEEP_WHEN_WRONG),
        ("The squared error's gradient is larger in size than cross-entropy's", squared_size > entropy_size,
         f"At this place {both}", STEEP_WHEN_WRONG),
        ("The squared error pulls less than half as hard as it would at p = 0.5", squared_size < weak_half / 2,
         f"It pulls with {shown(squared_size, 2)} here and {shown(weak_half, 2)} there", SEES_STALL_TOO_SOON),
        ("Cross-entropy pulls harder than it would at p = 0.5", entropy_size > pull_half,
         f"It pulls with {shown(entropy_size, 2)} here and {shown(pull_half, 2)} there", STALL_EVERYWHERE),
        ("A step of either loss moves the logit in the same direction", pull * weak > 0, f"The signs agree: {both}", WRONG_SIGN),
        (f"At p = {further} the squared error would pull harder still", weak_far > squared_size,
         f"It would pull with {shown(weak_far, 2)}, here it pulls with {shown(squared_size, 2)}", LOUDEST_IS_WORST),
        (f"At p = {further} cross-entropy would pull harder still", pull_far > entropy_size,
         f"It would pull with {shown(pull_far, 3)}, here it pulls with {shown(entropy_size, 3)}", STALL_EVERYWHERE),
        ("Cross-entropy pulls more than ten times as hard as the squared error", entropy_size > 10 * squared_size,
         f"At this place {both}", SEES_STALL_TOO_SOON),
        ("Both gradients are multiplied by the sigmoid's slope there", False,
         "Only the squared error's is; in cross-entropy that slope has cancelled", ADDS_SIGMOID_SLOPE),
    ]  # fmt: skip
    holding = draw.some([each for each in statements if each[1]], draw.whole(2, 3))
    failing = draw.some([each for each in statements if not each[1]], 5 - len(holding))
    return Several(
        prompt=f"A yes-or-no model says $p = {p}$, and the label is $y = {y}$. Compare cross-entropy with the squared error "
        "$(p - y)^2$, and their gradients with respect to the logit. What holds?",
        why=f"The squared error is {shown(squared, 2)} with a gradient of {shown(weak, 2)}, cross-entropy has {shown(pull, 2)}: how "
        "large a loss is and how hard it pulls are two things.",
        see=panel(p, y),
        right=[Right(text, f"Yes. {why}.") for text, _, why, _ in holding],
        wrong=[Wrong(text, slip, f"No. {why}.", panel(p, y)) for text, _, why, slip in failing],
    )
