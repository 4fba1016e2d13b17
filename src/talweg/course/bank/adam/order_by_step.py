import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import ADAGRAD_FORGETS, MEAN_FOR_SUM, STEP_FOLLOWS_SIZE
from talweg.course.question import Draw, Misconception, Order, Wrong, question, shown

RULES = (tw.sgd, tw.momentum, tw.adagrad, tw.adam)


@question(
    section="adam",
    level=3,
    kind="order",
    objective="Compare how long the steps of four rules are on the same steady slope.",
    hint="SGD: $\\text{lr}\\,g$. Momentum: up to $1/(1 - \\beta)$ times that. AdaGrad: $\\text{lr}/\\sqrt{n}$. Adam: lr.",
    misconceptions=(ADAGRAD_FORGETS, MEAN_FOR_SUM, STEP_FOLLOWS_SIZE),
)
def order_by_step(draw: Draw) -> Order:
    """Four rules in the order of their step length after many equal gradients."""
    n, lr = draw.whole(6, 120), draw.number(0.001, 0.1)
    g = draw.number(0.02, 5)
    lengths = {rule.label: moves(rule(lr=lr), n * [float(g)])[-1] for rule in RULES}
    ranking = sorted(lengths, key=lengths.__getitem__, reverse=True)
    # The same lengths as three wrong ideas would have them.
    ideas: list[tuple[Misconception, dict[str, float], str]] = [
        (
            MEAN_FOR_SUM,
            lengths | {"Momentum": lengths["SGD"] * 0.999},
            f"This has momentum no longer than SGD, as if it averaged. Its velocity adds up to "
            f"{shown(lengths['Momentum'] / lengths['SGD'])} times SGD's step.",
        ),
        (
            ADAGRAD_FORGETS,
            lengths | {"AdaGrad": lengths["Adam"] * 0.999},
            f"This has AdaGrad nearly keep up with Adam. After {n} steps it divides by the root of {n} squares.",
        ),
        (
            STEP_FOLLOWS_SIZE,
            lengths | {"Adam": lengths["SGD"] * 1.001, "AdaGrad": lengths["SGD"] / n**0.5},
            "This lets the adaptive rules' steps follow the size of the slope. They divide by it.",
        ),
    ]
    wrong: list[Wrong] = []
    for slip, wanted, why in ideas:
        order = tuple(ranking.index(name) for name in sorted(wanted, key=wanted.__getitem__, reverse=True))
        if order != tuple(range(len(ranking))) and order not in [each.answer for each in wrong]:
            wrong.append(Wrong(order, slip, why, "#a-rate-of-its-own-for-every-weight"))
    said = ", ".join(f"{name} {shown(lengths[name])}" for name in ranking)
    return Order(
        prompt=f"Four rules have run for {n} steps on a slope of ${g:g}$ that never changes, all with $\\text{{lr}} = {lr}$ and "
        "their usual settings otherwise. Put them in order of their present step, the longest first.",
        steps=ranking,
        values=[lengths[name] for name in ranking],
        why=f"The steps are: {said}. SGD and momentum follow the slope's size; AdaGrad and Adam divide it out.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=wrong,
    )
