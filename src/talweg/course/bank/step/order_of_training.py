from talweg.course.bank.misconceptions import MIXES_UP_ORDER
from talweg.course.question import Draw, Order, Wrong, question

TASKS = (
    ("photos of leaves", "the kind of tree", "cross-entropy"),
    ("e-mails", "spam or not", "cross-entropy"),
    ("weather maps", "tomorrow's temperature", "mean squared error"),
    ("flats", "their rent", "mean squared error"),
    ("handwritten digits", "which digit it is", "cross-entropy"),
)


@question(
    section="step",
    level=1,
    kind="order",
    objective="Put the parts of one update of training in order.",
    hint="What does each part need from the others before it can start?",
    misconceptions=(MIXES_UP_ORDER,),
    conceptual=True,
)
def order_of_training(draw: Draw) -> Order:
    """The parts of one update in their order."""
    what, target, loss = draw.pick(TASKS)
    size, lr = draw.pick([16, 32, 64, 128]), draw.pick([0.01, 0.02, 0.05, 0.1])
    return Order(
        prompt=f"A network learns from {what} to predict {target}, by SGD with $\\text{{lr}} = {lr}$ and batches of {size}. "
        "Put the parts of one update in order.",
        steps=[
            f"Draw {size} {what} with their targets",
            "Let the network predict with the weights it has",
            f"Compare predictions and targets: the {loss}",
            "Go back through the network: a gradient for every weight",
            f"Move every weight by {lr} times its gradient, against it",
        ],
        why="Examples, predictions, loss, gradient, step. Each part uses what the one before it has computed, and then the "
        "next batch finds the new weights.",
        see="#one-line-two-choices",
        wrong=[
            Wrong((0, 2, 1, 3, 4), MIXES_UP_ORDER, "The loss compares predictions with targets: predict first."),
            Wrong((0, 1, 3, 2, 4), MIXES_UP_ORDER, "Going back starts from the loss: it has to be there first."),
            Wrong((0, 1, 2, 4, 3), MIXES_UP_ORDER, "The step needs the gradient: go back through the network first."),
        ],
    )
