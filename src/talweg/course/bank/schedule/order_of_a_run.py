import talweg as tw
from talweg.course.bank.misconceptions import FALLS_TOO_EARLY, FASTEST_AT_FIRST, TAKES_TURN_FOR_START
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Order, Wrong, question, shown


@question(
    section="schedule",
    level=1,
    kind="order",
    objective="Recall the course of a rate with warm-up and cosine.",
    hint="First up in a straight line, then down along half a cosine.",
    misconceptions=(FALLS_TOO_EARLY, FASTEST_AT_FIRST, TAKES_TURN_FOR_START),
)
def order_of_a_run(draw: Draw) -> Order:
    """The rates of a run with warm-up and cosine in the order in which they come."""
    peak, total, warmup = (
        draw.number(0.005, 0.5),
        10 * draw.whole(40, 100),
        draw.whole(19, 60),
    )
    total -= (total - warmup) % 2
    floor = round(peak / draw.pick([10, 25, 50]), 10)  # half of both together has four digits
    plan = tw.cosine(peak=peak, total=total, warmup=warmup, floor=floor)
    middle = (warmup + total) // 2  # a whole step, so that it is truly halfway
    see = panel("cosine", peak=peak, total=total, warmup=warmup, floor=floor)
    return Order(
        prompt=f"A run of {total:,} steps has a cosine schedule: a peak of {peak}, a warm-up of {warmup} steps, a floor of {floor:g}. "
        "Put what happens to the rate in order.",
        steps=[
            f"It is {shown(plan(0))}, one part of {warmup + 1}",
            "It climbs in a straight line",
            f"It is {peak}, its peak",
            "It falls, slowly at first and faster from step to step",
            f"It is {shown(plan(middle), 4)}, halfway between peak and floor",
            "It falls more and more slowly",
            f"It arrives at {floor:g}, its floor",
        ],
        why="The climb starts a little above zero and is straight. Half a cosine is level where it leaves the peak, steepest "
        "halfway down, and level again where it arrives at the floor.",
        see=see,
        wrong=[
            Wrong(
                (0, 1, 2, 5, 4, 3, 6),
                FASTEST_AT_FIRST,
                "This falls fast at first, as an exponential does, and faster again at the end. A cosine leaves its peak slowly.",
                see,
            ),
            Wrong(
                (2, 3, 4, 5, 6, 0, 1),
                TAKES_TURN_FOR_START,
                "The warm-up comes first: the peak is where it ends.",
                see,
            ),
            Wrong(
                (0, 2, 1, 3, 4, 5, 6),
                FALLS_TOO_EARLY,
                "The climb leads from the first rate to the peak: it comes between the two.",
                see,
            ),
        ],
    )
