from math import ceil

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import EVERY_EXAMPLE_PAYS, FORGETS_OVERHEAD, OVERHEAD_ONCE
from talweg.course.question import Draw, Number, Wrong, question


@question(
    section="batches",
    level=2,
    kind="number",
    objective="Work out by the clock what the size of a batch costs.",
    hint="How many updates does a pass have? Each costs its own fixed time, and each example its time on top.",
    misconceptions=(EVERY_EXAMPLE_PAYS, FORGETS_OVERHEAD, OVERHEAD_ONCE),
)
def time_of_a_pass(draw: Draw) -> Number:
    """How long a pass takes when updates and examples have their price."""
    size, updates = draw.whole(4, 64), 10 * draw.whole(3, 30)
    count = size * updates
    fixed, each = float(draw.whole(2, 9)), draw.pick([0.05, 0.1, 0.2, 0.25])
    made = len(list(tw.training.batches(count, size, np.random.default_rng(0))))
    right = made * fixed + count * each
    return Number(
        prompt=f"On some machine an update costs {fixed:g} ms by itself, plus {each} ms for each example in the batch. How many "
        f"milliseconds does one pass over {count:,} examples take, in batches of {size}?",
        right=right,
        again=ceil(count / size) * (fixed + size * each),
        digits=4,
        unit=" ms",
        why=f"A pass has ${count}/{size} = {made}$ updates. One costs ${fixed:g} + {size} \\cdot {each} = {fixed + size * each:g}$ ms, all "
        f"of them ${right:g}$ ms. Larger batches would save on the {fixed:g} ms, not on the examples.",
        see="#all-of-it-one-or-a-few",
        wrong=[
            Wrong(
                count * each,
                FORGETS_OVERHEAD,
                f"This is the time for the examples. The {made} updates cost {fixed:g} ms each by themselves.",
            ),
            Wrong(
                fixed + count * each,
                OVERHEAD_ONCE,
                f"This counts the {fixed:g} ms once. Each of the {made} updates costs them.",
            ),
            Wrong(
                count * (fixed + each),
                EVERY_EXAMPLE_PAYS,
                f"This charges the {fixed:g} ms for every example. The {size} of a batch share them.",
            ),
        ],
    )
