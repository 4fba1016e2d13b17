from talweg.course.bank.misconceptions import MIXES_LOSS_AND_STEP
from talweg.course.question import Draw, Right, Several, Wrong, question

LOSSES = (
    ("Cross-entropy takes the place of squared error", "another loss has another slope at the same place"),
    ("Huber's loss takes the place of squared error", "another loss has another slope at the same place"),
    ("Examples of a rare class count five times", "the weights of the examples stand inside the loss"),
    ("Absolute error takes the place of squared error", "its slope has one size, whatever the error"),
    ("The examples' losses are summed and no longer averaged", "a loss that is larger by a factor is steeper by it"),
)
STEPS = (
    ("Adam takes the place of SGD", "Adam asks for the same gradient, and makes something else of it"),
    ("Momentum is switched on", "momentum asks for the same gradient, and adds it to its velocity"),
    ("The learning rate is halved", "the same gradient is multiplied by half as much"),
    ("The learning rate now follows a cosine", "the same gradient is multiplied by another number at each step"),
    ("RMSProp divides each slope by its usual size", "the division comes after the gradient has been asked for"),
)


@question(
    section="step",
    level=1,
    kind="several",
    objective="Tell what the loss decides from what the optimizer decides.",
    hint="Which changes would be noticed by someone who only ever sees $g$?",
    misconceptions=(MIXES_LOSS_AND_STEP,),
    conceptual=True,
)
def loss_or_step(draw: Draw) -> Several:
    """Which changes alter the gradient itself, or what becomes of it."""
    of_loss = draw.pick([True, False])
    right, wrong = (LOSSES, STEPS) if of_loss else (STEPS, LOSSES)
    count = draw.pick([2, 3])
    asks = "alter $g$ itself" if of_loss else "leave $g$ as it is, and alter only what becomes of it"
    return Several(
        prompt="The loop repeats one line, $w \\leftarrow w - \\text{lr} \\cdot g$, where $g$ is the gradient of the loss "
        f"at $w$. Compare at the same weights and on the same examples: which of these changes {asks}?",
        why="The loss decides what $g$ is. The optimizer and its rate decide what becomes of $g$.",
        see="#one-line-two-choices",
        right=[Right(text, f"Yes: {why}.") for text, why in draw.some(right, count)],
        wrong=[Wrong(text, MIXES_LOSS_AND_STEP, f"No: {why}.") for text, why in draw.some(wrong, 5 - count)],
    )
