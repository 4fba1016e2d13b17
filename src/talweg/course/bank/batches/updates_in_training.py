from math import ceil

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import (
    EXAMPLES_FOR_UPDATES,
    FLOORS_BATCHES,
    FORGETS_PASSES,
    ONE_UPDATE_A_PASS,
)
from talweg.course.question import Draw, Number, Wrong, question

SEE = "#all-of-it-one-or-a-few"


@question(
    section="batches",
    level=2,
    kind="number",
    objective="Count the updates of a training run.",
    hint="How many batches does one pass have, with the smaller one at its end?",
    misconceptions=(EXAMPLES_FOR_UPDATES, FLOORS_BATCHES, FORGETS_PASSES, ONE_UPDATE_A_PASS),
)
def updates_in_training(draw: Draw) -> Number:
    """How many updates a training run makes."""
    size, passes = draw.pick([8, 16, 32, 64]), draw.whole(2, 6)
    full, rest = draw.whole(6, 60), draw.whole(1, size - 1)
    count = full * size + rest
    each = len(list(tw.training.batches(count, size, np.random.default_rng(0))))
    return Number(
        prompt=f"A network learns from {count} examples in batches of {size}. Every pass goes through all of the examples once. "
        f"How many updates do {passes} passes make?",
        right=float(passes * each),
        again=float(passes * ceil(count / size)),
        whole=True,
        digits=len(str(passes * each)),
        why=f"${count}/{size} = {count / size:g}$, so a pass has {full} full batches and a smaller one of {rest}: {each} "
        f"updates. {passes} passes make ${passes} \\cdot {each} = {passes * each}$.",
        see=SEE,
        wrong=[
            Wrong(
                float(passes * full),
                FLOORS_BATCHES,
                f"This leaves out the last batch of each pass. Its {rest} examples make an update, too.",
                SEE,
            ),
            Wrong(
                float(each),
                FORGETS_PASSES,
                f"So many updates has one pass. There are {passes} passes.",
                SEE,
            ),
            Wrong(
                float(passes * count),
                EXAMPLES_FOR_UPDATES,
                f"This counts an update for each example. A batch of {size} makes one update for all of them.",
                SEE,
            ),
            Wrong(
                float(passes),
                ONE_UPDATE_A_PASS,
                "One update a pass is the full batch, which asks all examples before it moves.",
                SEE,
            ),
        ],
    )
