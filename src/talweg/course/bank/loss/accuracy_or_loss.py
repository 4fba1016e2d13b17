import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import COUNTS_HITS, JUDGES_BY_WORST, SURENESS_FOR_ACCURACY
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="loss",
    level=3,
    kind="single",
    objective="Tell accuracy from cross-entropy, and see that they can disagree.",
    hint="Accuracy asks only whether $p$ is above one half. Cross-entropy is hurt most by the smallest $p$.",
    misconceptions=(COUNTS_HITS, JUDGES_BY_WORST, SURENESS_FOR_ACCURACY),
)
def accuracy_or_loss(draw: Draw) -> Choice:
    """Which of two classifiers is more accurate, and which has the lower cross-entropy."""
    while True:
        sure = [*(draw.decimal(0.85, 0.95, 0.05) for _ in range(3)), draw.pick([0.01, 0.02, 0.05, 0.2, 0.3])]
        mild = [
            *(draw.decimal(0.55, 0.75, 0.05) for _ in range(2)),
            *(draw.decimal(0.35, 0.45, 0.05) for _ in range(2)),
        ]
        p = dict(zip("AB", draw.shuffled([draw.shuffled(sure), draw.shuffled(mild)]), strict=True))
        losses = {name: tw.cross_entropy(np.log([[q, 1 - q] for q in each]), [0] * 4) for name, each in p.items()}
        if abs(losses["A"] - losses["B"]) > 0.06:
            break
    hits = {name: sum(q > 0.5 for q in each) for name, each in p.items()}
    accurate, low = max(hits, key=hits.__getitem__), min(losses, key=losses.__getitem__)
    other = {"A": "B", "B": "A"}

    def answer(first: str, second: str) -> str:
        return (
            f"{first} is better in both"
            if first == second
            else f"{first} is more accurate, {second} has the lower loss"
        )

    counted = f"A is right on {hits['A']} of 4 and B on {hits['B']}"
    charged = f"the loss is {shown(losses['A'])} for A and {shown(losses['B'])} for B"
    rows = "; ".join(f"{name}: {', '.join(map(str, p[name]))}" for name in "AB")
    worst = min(p[other[low]])
    return Choice(
        prompt="Two yes-or-no classifiers answer the same four examples. This is the probability that each gave to what was "
        f"true. {rows}. Which is more accurate, and which has the lower cross-entropy?",
        right=answer(accurate, low),
        why=f"{counted}, and {charged}. "
        + (
            f"One answer that is surely wrong, at {worst}, costs {other[low]} more than all its hits have saved."
            if accurate != low
            else f"Here the two agree: {low} is surely right three times, and its one miss is not sure enough to spoil that."
        ),
        wrong=[
            Wrong(
                answer(accurate, other[low]),
                COUNTS_HITS if accurate != low else JUDGES_BY_WORST,
                f"The accuracy is right, the loss is not: {charged}.",
            ),
            Wrong(
                answer(other[accurate], low),
                SURENESS_FOR_ACCURACY,
                f"The loss is right, the accuracy is not: {counted}.",
            ),
            Wrong(
                answer(other[accurate], other[low]),
                SURENESS_FOR_ACCURACY,
                f"Both are the other way round: {counted}, and {charged}.",
            ),
        ],
    )
