from math import cos, pi

import talweg as tw
from talweg.course.bank.misconceptions import (
    ADAM_NEEDS_NO_SCHEDULE,
    COUNTS_FROM_WARMUP,
    FALLS_AT_ONCE,
    FALLS_BEFORE_IT_ARRIVES,
    LINEAR_COSINE,
    NOISE_SETTLES_BY_ITSELF,
    SHARE_FOR_AMOUNT,
    STARTS_AT_ZERO,
)
from talweg.course.question import Draw, Misconception, Right, Several, Wrong, question, shown


@question(
    section="schedule",
    level=2,
    kind="several",
    objective="Tell what schedules do from what is often said of them.",
    hint="Take each sentence to the first step, to the middle and to the last.",
    misconceptions=(
        ADAM_NEEDS_NO_SCHEDULE,
        COUNTS_FROM_WARMUP,
        FALLS_AT_ONCE,
        FALLS_BEFORE_IT_ARRIVES,
        LINEAR_COSINE,
        NOISE_SETTLES_BY_ITSELF,
        SHARE_FOR_AMOUNT,
        STARTS_AT_ZERO,
    ),
)
def true_of_schedules(draw: Draw) -> Several:
    """Which sentences about schedules are true."""
    total, warmup = draw.pick([400, 500, 800, 1000]), draw.pick([9, 19, 24, 49])
    plan = tw.cosine(peak=1.0, total=total, warmup=warmup)
    every, decay = draw.pick([50, 100, 200]), draw.pick([0.99, 0.98, 0.95])
    quarter = tw.cosine(peak=1.0, total=100)(25)
    rights = [
        Right(
            f"The first step runs at {shown(plan(0), 2)} of the peak",
            f"The warm-up climbs in {warmup + 1} equal parts, and the first step gets one of them.",
        ),
        Right(
            "Between warm-up and end, the cosine is steepest in the middle",
            "Half a cosine is level at both ends.",
        ),
        Right(
            f"The last step, number {total - 1:,}, still moves the weights",
            "The rate is 0 only at step total, one past the last.",
        ),
        Right(
            f"The fall from the peak lasts {total - warmup} steps",
            f"It begins at step {warmup} and ends at step {total:,}.",
        ),
        Right(
            "Under noise, a lower rate at the end lets SGD settle lower",
            "A step carries lr times the noise, so where the steps are small it moves the weights little.",
        ),
        Right(
            "A schedule shortens Adam's steps just as it shortens SGD's",
            "Both multiply what they step along by the rate, Adam after its division.",
        ),
    ]
    wrongs: list[tuple[str, Misconception, str]] = [
        (
            "The first step runs at a rate of 0, and the climb starts from there",
            STARTS_AT_ZERO,
            f"It starts at $1/{warmup + 1}$ of the peak: a step of size zero would teach nothing.",
        ),
        (
            "A quarter of the way down, the cosine has lost a quarter of its height",
            LINEAR_COSINE,
            f"It still has {shown(quarter)} of it, $(1 + \\cos(\\pi/4))/2 = {shown((1 + cos(pi / 4)) / 2)}$.",
        ),
        (
            f"The whole run, warm-up included, takes {total + warmup:,} steps",
            COUNTS_FROM_WARMUP,
            f"{total:,} is the count of all steps, warm-up included.",
        ),
        (
            "Adam needs no schedule, since it lowers its own rate as it nears the bottom",
            ADAM_NEEDS_NO_SCHEDULE,
            "In noise its steps do become shorter, but not without end: lr stays, and so does a distance from the bottom.",
        ),
        (
            "At a fixed rate the noise dies down by itself, if only the run is long enough",
            NOISE_SETTLES_BY_ITSELF,
            "At a fixed rate the noise of each new step replaces what is forgotten of the old: the level stays.",
        ),
        (
            "The sooner the rate falls, the lower the run ends",
            FALLS_BEFORE_IT_ARRIVES,
            "A rate that has fallen before the way is covered leaves the walker short of the bottom.",
        ),
        (
            f"Stairs of {every} steps have already dropped once at step {every - 1}",
            FALLS_AT_ONCE,
            f"Steps 0 to {every - 1} are the first stair, at the peak; step {every} is the first on the second.",
        ),
        (
            f"An exponential fall by {100 * (1 - decay):g}% a step reaches 0 after {1 / (1 - decay):.0f} steps",
            SHARE_FOR_AMOUNT,
            f"It loses {100 * (1 - decay):g}% of what is left; after so many steps about "
            f"{shown(tw.exponential(peak=1.0, decay=decay)(round(1 / (1 - decay))), 2)} of the peak is there.",
        ),
    ]
    held = draw.whole(2, 3)
    return Several(
        prompt=f"A run of {total:,} steps climbs to its peak over a warm-up of {warmup} steps and falls to 0 along a cosine. Which of "
        "these sentences on it, and on schedules in general, are true?",
        why="Warm up from a little above zero, run at full rate while there is way to go, and end small, so that the noise has "
        "little to move. No rule does this by itself.",
        see="#schedules",
        right=draw.some(rights, held),
        wrong=[Wrong(text, slip, why, "#schedules") for text, slip, why in draw.some(wrongs, 5 - held)],
    )
