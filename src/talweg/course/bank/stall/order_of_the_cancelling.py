from talweg.course.bank.misconceptions import ADDS_SIGMOID_SLOPE, MIXES_UP_ORDER
from talweg.course.bank.stall.neuron import ENTROPY, look, panel
from talweg.course.question import Draw, Order, Wrong, question, shown


@question(
    section="stall",
    level=2,
    kind="order",
    objective="Follow how the sigmoid's slope cancels in cross-entropy.",
    hint="From the loss to $p$, from $p$ to $z$, and the numbers last.",
    misconceptions=(ADDS_SIGMOID_SLOPE, MIXES_UP_ORDER),
    conceptual=True,
)
def order_of_the_cancelling(draw: Draw) -> Order:
    """The steps from the cross-entropy to its gradient for the logit, in order."""
    y, sure, lr = draw.whole(0, 1), draw.pick([0.02, 0.05, 0.1, 0.2, 0.3, 0.4]), draw.pick([0.1, 0.2, 0.5])
    p = sure if y else round(1 - sure, 2)
    gradient = look(ENTROPY, p, y)[1]
    loss, slope = ("-\\log p", "-1/p") if y else ("-\\log(1 - p)", "1/(1 - p)")
    return Order(
        prompt=f"The label is $y = {y}$ and the model says $p = \\sigma(z) = {p}$. Put the way from the loss to one step of "
        "gradient descent on $z$ in order.",
        steps=[
            f"With $y = {y}$ the cross-entropy is ${loss}$",
            f"Its slope with respect to $p$ is ${slope}$",
            "Multiply that by the sigmoid's slope, $p\\,(1 - p)$",
            f"Cancel what stands above and below: ${'p - 1' if y else 'p'}$ is left, which is $p - y$",
            f"Put in $p = {p}$: the gradient is ${shown(gradient, 2)}$",
            f"Move $z$ by {lr} times that, against it",
        ],
        why="Loss, slope for $p$, chain rule, cancel, numbers, step. The denominator that the logarithm brings is exactly what "
        "the sigmoid's slope takes away.",
        see=panel(p, y),
        wrong=[
            Wrong(
                (0, 1, 3, 2, 4, 5),
                ADDS_SIGMOID_SLOPE,
                "There is nothing to cancel before the sigmoid's slope has been multiplied in; afterwards it is gone for good.",
            ),
            Wrong(
                (0, 2, 1, 3, 4, 5),
                MIXES_UP_ORDER,
                "The chain starts at the loss: first its slope for $p$, then that of $p$ for $z$.",
            ),
            Wrong((0, 1, 2, 3, 5, 4), MIXES_UP_ORDER, "The step needs the gradient's number, so that comes first."),
        ],
    )
