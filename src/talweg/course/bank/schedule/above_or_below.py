from itertools import pairwise

import talweg as tw
from talweg.course.bank.misconceptions import (
    FALLS_AT_ONCE,
    FASTEST_AT_FIRST,
    LINEAR_COSINE,
    MIXES_UP_FALLS,
    SHARE_FOR_AMOUNT,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Misconception, Order, Right, Several, Wrong, question, shown
from talweg.course.question.words import share as in_words

PARTS = (1 / 10, 1 / 5, 1 / 4, 3 / 4, 4 / 5, 9 / 10)

BOUNDS = (0.2, 0.3, 0.4, 0.6, 0.7, 0.8)


def plans(draw: Draw, total: int) -> dict[str, tuple[tw.Schedule, Misconception]]:
    """Schedules of so many steps from a peak of 1 in words, with what is often thought wrongly of each."""
    every, factor = draw.pick([total // 5, total // 4]), draw.pick([0.3, 0.4, 0.5, 0.6])
    halves = draw.pick([total // 5, total // 4, total // 2])
    level = draw.pick([total // 5, total // 2])
    return {
        "a straight line to 0": (tw.linear(peak=1.0, total=total), MIXES_UP_FALLS),
        "a cosine to 0": (tw.cosine(peak=1.0, total=total), LINEAR_COSINE),
        f"stairs, times {factor:g} every {every} steps": (tw.step(peak=1.0, every=every, factor=factor), FALLS_AT_ONCE),
        f"exponential, halving every {halves} steps": (
            tw.exponential(peak=1.0, decay=0.5 ** (1 / halves)),
            SHARE_FOR_AMOUNT,
        ),
        f"level, then a line over the last {level}": (
            tw.warmup_stable_decay(peak=1.0, total=total, cooldown=level),
            FASTEST_AT_FIRST,
        ),
        "a parabola to 0, the square of what is left": (tw.polynomial(peak=1.0, total=total), MIXES_UP_FALLS),
    }  # fmt: skip


@question(
    section="schedule",
    level=3,
    kind="several",
    objective="Compare schedules at one step.",
    hint="Work out for each what share of its peak is left at this step.",
    misconceptions=(FALLS_AT_ONCE, LINEAR_COSINE, MIXES_UP_FALLS, SHARE_FOR_AMOUNT),
)
def above_or_below(draw: Draw) -> Several:
    """Which schedules are above a share of their peak at a step."""
    peak = draw.number(0.005, 0.5)
    while True:
        total, part = 20 * draw.whole(10, 50), draw.pick(PARTS)
        t = round(total * part)
        given = plans(draw, total)
        rates = {label: plan(t) for label, (plan, _) in given.items()}
        chosen = draw.some(list(rates), 5)
        there = [rates[label] for label in chosen]
        # A bound that lies between two of them, and not too close to any.
        bounds = [
            each for each in BOUNDS if min(there) < each < max(there) and all(abs(rate - each) > 0.02 for rate in there)
        ]
        if bounds:
            bound = draw.pick(bounds)
            break
    above = [label for label in chosen if rates[label] > bound]
    see = panel("linear,cosine,polynomial", peak=peak, total=total, warmup=0, step=t)
    return Several(
        prompt=f"Five schedules start at a peak of {peak:g} and run for {total:,} steps, without warm-up. After {in_words(part)} of them, at "
        f"step {t}, which ones are still above {100 * bound:.0f}% of the peak?",
        why="At this step they have: "
        + "; ".join(
            f"{label}: {shown(100 * rates[label], 2)}%" for label in sorted(chosen, key=lambda each: -rates[each])
        )
        + ".",
        see=see,
        right=[Right(label, f"It still has {shown(100 * rates[label], 2)}% of its peak.") for label in above],
        wrong=[
            Wrong(label, given[label][1], f"It has only {shown(100 * rates[label], 2)}% of its peak left.", see)
            for label in chosen
            if label not in above
        ],
    )


@question(
    section="schedule",
    level=3,
    kind="order",
    objective="Put schedules in order of their rate at a step.",
    hint="A cosine runs above the straight line in its first half and below it in its second. What about the others?",
    misconceptions=(LINEAR_COSINE, MIXES_UP_FALLS),
)
def order_by_rate(draw: Draw) -> Order:
    """Four schedules in the order of their rate at a step."""
    peak = draw.number(0.005, 0.5)
    while True:
        total, part = 20 * draw.whole(10, 50), draw.pick(PARTS)
        t = round(total * part)
        given = {label: plan(t) for label, (plan, _) in plans(draw, total).items()}
        line, cosine = list(given)[:2]
        names = [line, cosine, *draw.some(list(given)[2:], 2)]
        ranking = sorted(names, key=lambda label: -given[label])
        if all(given[a] - given[b] > 0.015 for a, b in pairwise(ranking)):
            break
    place = [ranking.index(line), ranking.index(cosine)]
    swapped = list(range(4))
    swapped[place[0]], swapped[place[1]] = place[1], place[0]
    side = "above" if part < 0.5 else "below"
    see = panel("linear,cosine,polynomial", peak=peak, total=total, warmup=0, step=t)
    return Order(
        prompt=f"Four schedules start at a peak of {peak:g} and run for {total:,} steps, without warm-up. Put them in order of their rate "
        f"at step {t}, {in_words(part)} of the way along: the highest first.",
        steps=ranking,
        values=[given[label] for label in ranking],
        why="Of the peak they have: "
        + "; ".join(f"{label}: {shown(100 * given[label], 2)}%" for label in ranking)
        + ".",
        see=see,
        wrong=[
            Wrong(
                tuple(swapped),
                LINEAR_COSINE,
                f"The cosine and the straight line are the wrong way round. {in_words(part).capitalize()} of the way along, the "
                f"cosine runs {side} the line: it is level at both ends, and they cross in the middle.",
                see,
            ),
            Wrong((3, 2, 1, 0), MIXES_UP_FALLS, "This is the right order from the lowest to the highest.", see),
        ],
    )
