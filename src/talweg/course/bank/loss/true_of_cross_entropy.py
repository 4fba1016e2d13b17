from math import log

import talweg as tw
from talweg.course.bank.misconceptions import (
    BLIND_TO_SCALE,
    GIVES_A_CEILING,
    RIGHT_COSTS_NOTHING,
    WRONG_CLASSES_REST,
    WRONG_SLOT,
)
from talweg.course.question import Draw, Right, Several, Wrong, question, shown


def charge(z: list[float]) -> float:
    """The cross-entropy of a row of logits whose first class is right."""
    return tw.cross_entropy([z], [0])


@question(
    section="loss",
    level=3,
    kind="several",
    objective="Know what changes a cross-entropy and what does not.",
    hint="Write the loss as minus the logarithm of one probability, and ask of each statement what it does to that one.",
    misconceptions=(BLIND_TO_SCALE, GIVES_A_CEILING, RIGHT_COSTS_NOTHING, WRONG_CLASSES_REST, WRONG_SLOT),
    conceptual=True,
)
def true_of_cross_entropy(draw: Draw) -> Several:
    """Which statements on softmax and cross-entropy hold."""
    z = [float(draw.pick([2, 3])), *(float(each) for each in draw.some([-1, 0, 1], 2))]
    shift, times, count = draw.whole(3, 100), draw.pick([2, 3]), draw.whole(4, 100)
    given = f"({z[0]:g}, {z[1]:g}, {z[2]:g})"
    base, scaled = charge(z), charge([times * each for each in z])
    _, (pull,) = tw.cross_entropy.value_and_grad([z], [0])
    right = [
        Right(f"Adding {shift} to every logit leaves the loss as it is", "The exponentials all grow by one factor, which cancels."),
        Right(
            "The three parts of the gradient add up to 0",
            "The probabilities add up to 1, and the label takes 1 away: what the right class gains the others lose.",
        ),
        Right(
            "Halving the right class's probability adds the same to the loss, wherever it was",
            f"Minus the logarithm turns a factor of 2 into the sum of {shown(log(2))}.",
        ),
        Right(
            f"With {count} classes and equal logits the loss is the logarithm of {count}",
            f"Every class gets 1/{count}: {shown(charge([0.0] * count))}.",
        ),
        Right("No part of the gradient is ever larger than 1 in size", "Each part is a probability, or a probability less 1."),
    ]  # fmt: skip
    wrong = [
        Wrong(
            f"Multiplying every logit by {times} leaves the loss as it is",
            BLIND_TO_SCALE,
            f"The differences between the logits grow, too: the loss goes from {shown(base)} to {shown(scaled)}.",
        ),
        Wrong(
            "The loss is 0, as the right class has the largest logit",
            RIGHT_COSTS_NOTHING,
            f"It leads, but it has not all of the probability: the loss is {shown(base)}.",
        ),
        Wrong(
            "Whatever the logits, the loss is at most 1",
            GIVES_A_CEILING,
            f"With the first logit at $-10$ it would already be {shown(charge([-10.0, *z[1:]]))}.",
        ),
        Wrong(
            "The two wrong logits have a gradient of 0",
            WRONG_CLASSES_REST,
            f"Their parts are their probabilities, {shown(pull[1])} and {shown(pull[2])}: they are pushed down.",
        ),
        Wrong(
            "It also counts how the wrong classes share what the right one leaves",
            WRONG_SLOT,
            "Only the right class's probability enters. However the rest is shared, the loss is the same.",
        ),
    ]
    number = draw.pick([2, 3])
    return Several(
        prompt=f"Three classes have the logits $z = {given}$, and the first class is the right one. Which statements on "
        "softmax and cross-entropy hold?",
        why=f"The loss is $-\\log p$ of the right class, here {shown(base)}, and its gradient $p - y$. Both see only "
        "differences of logits.",
        see=f"?punishment.z1={z[0]:g}&punishment.z2={z[1]:g}&punishment.z3={z[2]:g}&punishment.correct=0#what-a-loss-does",
        right=draw.some(right, number),
        wrong=draw.some(wrong, 5 - number),
    )
