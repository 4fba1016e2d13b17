from talweg.course.bank.misconceptions import MIXES_UP_ORDER, STALE_SLOPE
from talweg.course.question import Draw, Order, Wrong, question

WHAT = ("images", "e-mails", "tumours", "sentences", "houses")


@question(
    section="batches",
    level=1,
    kind="order",
    objective="Recall what one pass of mini-batch training does, and in which order.",
    hint="What has to happen once for the whole pass, and what again for every batch?",
    misconceptions=(MIXES_UP_ORDER, STALE_SLOPE),
    conceptual=True,
)
def order_of_a_pass(draw: Draw) -> Order:
    """The parts of one pass with mini-batches in their order."""
    what, size = draw.pick(WHAT), draw.pick([16, 32, 64, 128])
    count = draw.pick([1000, 1500, 2000, 5000])
    return Order(
        prompt=f"A network learns from {count:,} {what} in batches of {size}. Put the parts of one pass in order, as far as the "
        "second batch.",
        steps=[
            f"Shuffle the {count:,} {what}",
            f"Find the mean gradient over the first {size}",
            "Move the weights against it",
            f"Find the mean gradient over the next {size}, at the new weights",
            "Move the weights once more",
        ],
        why="Shuffle first, so that the batches are chance samples. Then gradient and step take turns: the second batch is "
        "asked where the first one has led.",
        see="#all-of-it-one-or-a-few",
        wrong=[
            Wrong(
                (0, 1, 3, 2, 4),
                STALE_SLOPE,
                "Both gradients before a step would be one larger batch in two parts. Each batch makes an update of its own.",
            ),
            Wrong(
                (1, 2, 0, 3, 4),
                MIXES_UP_ORDER,
                "Shuffled in the middle of the pass, some would be seen twice and others not at all.",
            ),
            Wrong(
                (1, 2, 3, 4, 0),
                MIXES_UP_ORDER,
                f"Without a shuffle before it the pass takes the {what} in the order of the file, perhaps sorted by class.",
            ),
        ],
    )
