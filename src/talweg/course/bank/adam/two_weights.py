import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import FORGETS_ROOT, ONE_RATE_FOR_ALL, PLAIN_STEPS_BLIND, STEP_FOLLOWS_SIZE
from talweg.course.question import Choice, Draw, Wrong, question

SEE = "#a-rate-of-its-own-for-every-weight"


@question(
    section="adam",
    level=2,
    kind="single",
    objective="Know which rule's step depends on the size of the gradient.",
    hint="What does the rule divide each weight's step by, if by anything?",
    misconceptions=(FORGETS_ROOT, ONE_RATE_FOR_ALL, PLAIN_STEPS_BLIND, STEP_FOLLOWS_SIZE),
)
def two_weights(draw: Draw) -> Choice:
    """How far two weights with very different gradients move under SGD, and under Adam."""
    small, root = draw.decimal(0.01, 0.4, 0.01), draw.whole(2, 10)
    ratio, lr = root**2, draw.decimal(0.001, 0.03, 0.001)
    large, named = round(small * ratio, 6), draw.pick(["Adam", "SGD"])
    first, second = (moves((tw.adam if named == "Adam" else tw.sgd)(lr=lr), 50 * [g])[-1] for g in (large, small))
    equal, plain = "The first and the second equally far", named == "SGD"
    times = "The first {} times as far as the second"
    right = equal if abs(first / second - 1) < 1e-3 else times.format(f"{first / second:.3g}")
    other = (
        Wrong(equal, PLAIN_STEPS_BLIND, "Adam would move them so. SGD divides by nothing.", SEE)
        if plain
        else Wrong(
            times.format(ratio),
            STEP_FOLLOWS_SIZE,
            f"That is SGD: the gradients are in the ratio {ratio}, and there the steps are, too.",
            SEE,
        )
    )
    return Choice(
        prompt=f"A bias has the gradient {large:g} at every step, the weight of a rare word {small:g}. {named} runs with "
        f"$\\text{{lr}} = {lr}$. By how much do the two move?",
        right=right,
        why=f"SGD's step is the rate times the gradient, and the gradients are in the ratio {ratio}. Only a rule with a rate "
        "of its own for every weight evens that out."
        if plain
        else f"Each is divided by the size of its own gradients, so each moves by lr, {lr}, a step. That is the point of a "
        "rate of its own for every weight.",
        see=SEE,
        wrong=[
            other,
            Wrong(
                f"The second {ratio} times as far as the first",
                FORGETS_ROOT,
                "That would come of dividing by the mean square itself. "
                f"{'SGD divides by nothing' if plain else 'Adam divides by its root'}.",
                SEE,
            ),
            Wrong(
                times.format(root),
                ONE_RATE_FOR_ALL,
                "Nothing takes a root of the gradients here: SGD multiplies them by the rate."
                if plain
                else "Adam does not meet halfway. The size of a weight's gradients cancels altogether.",
                SEE,
            ),
        ],
    )


@question(
    section="adam",
    level=2,
    kind="single",
    objective="Predict what a rescaled loss does to SGD's steps and to Adam's.",
    hint="The gradient of $c\\,L$ is $c$ times that of $L$. In which of the two rules does the $c$ cancel?",
    misconceptions=(FORGETS_ROOT, PLAIN_STEPS_BLIND, STEP_FOLLOWS_SIZE),
)
def scaled_loss(draw: Draw) -> Choice:
    """What multiplying the loss does to the steps of SGD and of Adam."""
    times, lr, named = draw.whole(4, 256), draw.number(0.001, 0.5), draw.pick(["SGD", "Adam"])
    slopes, rule = [0.5, 0.2, -0.1, 0.3, 0.4], (tw.sgd if named == "SGD" else tw.adam)(lr=lr)
    grown = round(moves(rule, [times * g for g in slopes])[-1] / moves(rule, slopes)[-1], 5)
    longer, same = f"They get {times} times as long", "They stay as they are"
    other = (
        Wrong(same, PLAIN_STEPS_BLIND, "SGD's step is the rate times the gradient, whatever its scale.")
        if named == "SGD"
        else Wrong(longer, STEP_FOLLOWS_SIZE, "Adam's divisor grows with the gradient, so its steps stay.")
    )
    return Choice(
        prompt=f"A loss is changed to a sum over {times} examples instead of their mean, so that it is {times} times as large "
        f"everywhere. The rate stays {lr}. What happens to the steps of {named}?",
        right=longer if grown == times else same if grown == 1 else f"They get {grown:g} times as long",
        again=longer if named == "SGD" else same,
        why=f"Every gradient is {times} times as large. SGD multiplies it by the rate; Adam divides it by its own size, and "
        f"the {times} cancels.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            other,
            Wrong(
                f"They get {times} times as short",
                FORGETS_ROOT,
                "Divided by the mean square, steps would shrink. Divided by its root they stay, and SGD divides by nothing.",
            ),
        ],
    )
