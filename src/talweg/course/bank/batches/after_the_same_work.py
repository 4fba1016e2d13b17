from functools import cache

import numpy as np

import talweg as tw
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import FEWEST_UPDATES_FIRST, RATE_FEEDS_NO_NOISE
from talweg.course.question import Choice, Draw, Misconception, Wrong, question
from talweg.lab.race import number

COUNT, RUNS = 64, 20
SIZES = (1, 8, COUNT)


@cache
def walk(lr: float, noise: float, passes: int, seed: int = 0) -> dict[int, float]:
    """The mean loss over all examples after so many passes from w = 0, above the lowest there is, by size of batch.

    The mean is over RUNS runs, which differ in the order of the examples; each is a row.
    """
    rng = np.random.default_rng(seed)
    x = rng.choice([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5], COUNT)
    y = 2 * x + noise * rng.normal(size=COUNT)
    lowest, ends = tw.mse(x * float(x @ y / (x @ x)), y), {}
    for size in SIZES:
        w = np.zeros((RUNS, 1))
        for _ in range(passes):
            order = rng.permuted(np.tile(np.arange(COUNT), (RUNS, 1)), axis=1)
            for begin in range(0, COUNT, size):
                batch = order[:, begin : begin + size]
                _, slopes = tw.mse.value_and_grad(w * x[batch], y[batch], reduction="sum")
                w = tw.sgd.formula.function(w, (slopes * x[batch]).mean(axis=1, keepdims=True), lr=lr)
        ends[size] = tw.mse(w * x, np.tile(y, (RUNS, 1))) - lowest
    return ends


def first(ends: dict[int, float]) -> int:
    """The size of batch that stands lowest."""
    return min(ends, key=ends.__getitem__)


@question(
    section="batches",
    level=3,
    kind="race",
    objective="Predict which batch size is ahead after the same work.",
    hint="How many updates does each make, and how far does one update bring the weight at this rate?",
    misconceptions=(FEWEST_UPDATES_FIRST, RATE_FEEDS_NO_NOISE),
)
def after_the_same_work(draw: Draw) -> Choice:
    """Which batch size stands lowest after a few passes at one rate."""
    wanted = draw.pick(SIZES)
    while True:  # until the wanted one is lowest beyond doubt
        lr, noise = draw.number(0.01, 0.4), draw.number(0.2, 2)
        passes = draw.pick([1, 2, 4, 8])
        ends = walk(lr, noise, passes)
        ranking = sorted(ends, key=ends.__getitem__)
        if ranking[0] != wanted:
            continue
        nearby = [first(walk(lr, noise, passes, seed)) for seed in range(1, 4)]
        nearby += shaken(lambda lr, noise, passes=passes: first(walk(lr, noise, passes)), lr=lr, noise=noise)
        if set(nearby) == {ranking[0]}:
            break
    best = ranking[0]

    def label(size: int) -> str:
        return f"all {COUNT} together" if size == COUNT else f"batches of {size}" if size > 1 else "single examples"

    def updates(size: int) -> str:
        made = passes * COUNT // size
        return f"It has made {made} update{'s' if made > 1 else ''}"

    story = {
        1: "At so small a rate one update does little, and the most updates come nearest.",
        8: "Single examples are thrown about at this rate, and all together make too few updates.",
        COUNT: "At this rate the noise of the small batches costs more than their many updates bring.",
    }[best]

    def slip(size: int) -> Misconception:
        return FEWEST_UPDATES_FIRST if size > best else RATE_FEEDS_NO_NOISE

    see = "#all-of-it-one-or-a-few"  # the panel has other data, on which another size may lead
    many = f"{passes} passes" if passes > 1 else "one pass"
    return Choice(
        prompt=f"A model $\\hat{{y}} = w\\,x$ starts at $w = 0$ and learns from {COUNT} examples of $y = 2\\,x$ with some noise of "
        f"size {noise:g}; $x$ lies between $-1.5$ and $1.5$. SGD makes {many} over them at $\\text{{lr}} = {lr}$: once by single examples, "
        f"once by batches of 8, once by all together. Which ends with the lowest loss over all {COUNT}, on average over {RUNS} runs that differ in the order of the examples?",
        right=label(best),
        nearby=[label(size) for size in nearby],
        why=f"{updates(best)}, and on average it ends {number(ends[best])} above the lowest loss there is. {story}",
        see=see,
        wrong=[
            Wrong(
                label(size),
                slip(size),
                f"{updates(size)}, and on average it ends {number(ends[size])} above the lowest loss; {label(best)}: {number(ends[best])}.",
                see,
            )
            for size in SIZES
            if size != best
        ],
    )
