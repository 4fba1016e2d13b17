from math import ceil

import numpy as np

from talweg.course.bank.listing import SEE, block
from talweg.course.bank.misconceptions import EXAMPLES_FOR_UPDATES, FLOORS_BATCHES, FORGETS_PASSES
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.training.loop.batches import cut


@question(
    section="code",
    level=2,
    kind="number",
    objective="Count the updates of a training run.",
    hint="How many batches does one pass over the examples take, the last one included?",
    misconceptions=(EXAMPLES_FOR_UPDATES, FLOORS_BATCHES, FORGETS_PASSES),
)
def updates_of_a_run(draw: Draw) -> Number:
    """How often the step in two nested loops is taken."""
    size, epochs = draw.pick([16, 32, 50, 64, 100]), draw.pick([2, 3, 4, 5, 10, 20])
    full, rest = draw.whole(4, 30), draw.whole(1, size - 1)
    count = full * size + rest
    right = epochs * len(list(cut(np.arange(count), size)))
    lines = [
        f"for epoch in range({epochs}):",
        f"    for rows in batches(len(X), {size}, rng):",
        "        loss, g = model.value_and_grad(tw.cross_entropy, X[rows], y[rows])",
        "        opt.step(model.parameters, g, state)",
    ]
    return Number(
        prompt=f"`X` holds {count:,} examples. `batches` shuffles them for every epoch and yields {size} of them at a time, each once; "
        f"what is left at the end is a smaller batch. How many steps does `opt` take in all?{block(lines)}",
        right=float(right),
        again=float(epochs * ceil(count / size)),
        whole=True,
        why=f"${count}/{size}$ is {shown(count / size, 4)}, so an epoch has {full + 1} batches, {full} whole ones and one of {rest}. "
        f"{epochs} epochs make ${epochs} \\cdot {full + 1} = {right}$ steps.",
        see=SEE,
        wrong=[
            Wrong(
                float(epochs * full),
                FLOORS_BATCHES,
                f"This leaves out the last batch of each epoch, with its {rest} example{'s' if rest > 1 else ''}.",
            ),
            Wrong(
                float(full + 1), FORGETS_PASSES, f"So many steps make one epoch. The outer loop runs {epochs} of them."
            ),
            Wrong(
                float(epochs * count),
                EXAMPLES_FOR_UPDATES,
                f"This takes a step for every example. One step uses a batch of {size}.",
            ),
        ],
    )
