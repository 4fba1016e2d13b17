from talweg.course.bank.misconceptions import CHEAP_UPDATE_CHEAP_RUN, COUNTS_UPDATES, FEWEST_UPDATES_FIRST
from talweg.course.question import Choice, Draw, Wrong, question

SEE = "?batches.equal=updates#all-of-it-one-or-a-few"


@question(
    section="batches",
    level=3,
    kind="single",
    objective="Compare runs with different batch sizes by the work they cost.",
    hint="The work is the number of gradients of single examples: updates times examples a batch.",
    misconceptions=(CHEAP_UPDATE_CHEAP_RUN, COUNTS_UPDATES, FEWEST_UPDATES_FIRST),
)
def cheapest_run(draw: Draw) -> Choice:
    """Which of four runs has reached a loss with the least work."""
    count = draw.pick([200, 300, 400, 500])
    full = draw.whole(4, 14)
    while True:
        updates = {
            1: draw.whole(60, 400) * 10,
            8: draw.whole(20, 120) * 5,
            64: draw.whole(15, 120),
            count: full,
        }
        work = {size: size * made for size, made in updates.items()}
        first, second = sorted(work.values())[:2]
        if second > 1.2 * first and updates[1] > updates[8] > updates[64] > full:
            break
    best = min(work, key=work.__getitem__)
    rows = "\n".join(
        f"| {'all ' + format(size, ',') if size == count else size} | {made:,} |" for size, made in updates.items()
    )

    def label(size: int) -> str:
        return (
            f"the one with all {size:,}"
            if size == count
            else f"the one with batches of {size}"
            if size > 1
            else "the one with single examples"
        )

    def bill(size: int) -> str:
        return (
            f"{updates[size]:,} updates of {size:,} are {work[size]:,} gradients"
            if size > 1
            else f"{updates[size]:,} updates of one example are {work[size]:,} gradients"
        )

    return Choice(
        prompt=f"Four runs on the same {count:,} examples have reached the same loss:\n\n| batch size | updates |\n| --- | --- |\n{rows}\n\n"
        "Which of them has cost the fewest gradients of single examples?",
        right=label(best),
        why=f"{bill(best)}, fewer than any other. An update of a small batch is rough and cheap, that of a large one sure and dear.",
        see=SEE,
        wrong=[
            Wrong(
                label(size),
                COUNTS_UPDATES if size == count else FEWEST_UPDATES_FIRST if size > best else CHEAP_UPDATE_CHEAP_RUN,
                f"{bill(size)}; the cheapest run needs {work[best]:,}.",
                SEE,
            )
            for size in updates
            if size != best
        ],
    )
