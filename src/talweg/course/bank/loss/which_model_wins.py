import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import (
    COUNTS_GOOD_ONES,
    FORGETS_SQUARE,
    JUDGES_BY_WORST,
    SQUARES_EVERY_LOSS,
    SWAPS_LOSSES,
)
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="loss",
    level=3,
    kind="single",
    objective="Judge two models by squared and by absolute error.",
    hint="Work out both losses for both models: four numbers.",
    misconceptions=(COUNTS_GOOD_ONES, FORGETS_SQUARE, JUDGES_BY_WORST, SQUARES_EVERY_LOSS, SWAPS_LOSSES),
)
def which_model_wins(draw: Draw) -> Choice:
    """Which of two models has the lower loss, under each of two losses."""
    while True:
        even = [draw.whole(2, 4) * draw.pick([-1, 1]) for _ in range(4)]
        wild = draw.shuffled([draw.whole(4, 9) * draw.pick([-1, 1]), *(draw.whole(-2, 2) for _ in range(3))])
        errors = dict(zip("AB", draw.shuffled([even, wild]), strict=True))
        costs: dict[tw.Loss, dict[str, float]] = {
            loss: {name: loss(np.array(each, float), np.zeros(4)) for name, each in errors.items()}
            for loss in (tw.mse, tw.mae)
        }
        if all(abs(each["A"] - each["B"]) > 0.2 for each in costs.values()):
            break
    squared, absolute = (min(each, key=each.__getitem__) for each in costs.values())

    def answer(first: str, second: str) -> str:
        return f"{first} under both" if first == second else f"{first} under MSE, {second} under MAE"

    def told(loss: tw.Loss) -> str:
        return f"{loss.label} {shown(costs[loss]['A'])} for A and {shown(costs[loss]['B'])} for B"

    numbers = f"{told(tw.mse)}, {told(tw.mae)}"
    other = {"A": "B", "B": "A"}
    worst = {name: max(map(abs, each)) for name, each in errors.items()}
    if squared != absolute:
        slips = (FORGETS_SQUARE, SQUARES_EVERY_LOSS, SWAPS_LOSSES)
    elif worst[squared] > worst[other[squared]]:
        slips = (JUDGES_BY_WORST, SWAPS_LOSSES, JUDGES_BY_WORST)
    else:
        slips = (SWAPS_LOSSES, COUNTS_GOOD_ONES, COUNTS_GOOD_ONES)
    rows = [f"{name} {', '.join(f'${each}$' for each in errors[name])}" for name in "AB"]
    return Choice(
        prompt=f"On the same four examples two models are off by: {rows[0]}; {rows[1]}. Which model has the lower loss, by mean "
        "squared and by mean absolute error?",
        right=answer(squared, absolute),
        again=answer(*(min("AB", key=lambda name: sum(abs(e) ** k for e in errors[name])) for k in (2, 1))),
        why=f"{numbers}. Squared error minds the one large error most, absolute error counts the units and minds nothing else.",
        see="?punishment.show=mse,mae#what-a-loss-does",
        wrong=[
            Wrong(
                answer(other[squared], absolute),
                slips[0],
                f"Right by absolute error, and wrong by the squared one: {told(tw.mse)}.",
            ),
            Wrong(
                answer(squared, other[absolute]),
                slips[1],
                f"Right by squared error, and wrong by the absolute one: {told(tw.mae)}.",
            ),
            Wrong(answer(other[squared], other[absolute]), slips[2], f"Both are the other way round: {numbers}."),
        ],
    )
