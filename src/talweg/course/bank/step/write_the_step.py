import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_RATE, STEP_FOR_PLACE, SUM_FOR_MEAN, WRONG_SIGN
from talweg.course.bank.spelling import ANY, GRADIENTS, RATE, RATES, WEIGHTS, constant, said
from talweg.course.question import Draw, Lines, Run, Wrong, question


@question(
    section="step",
    level=2,
    kind="formula",
    objective="Write one step of gradient descent.",
    hint="Where does the weight stand, which way does it go, and how far?",
    misconceptions=(FORGETS_RATE, STEP_FOR_PLACE, SUM_FOR_MEAN, WRONG_SIGN),
)
def write_the_step(draw: Draw) -> Lines:
    """One step of gradient descent, down or up, from a gradient or from the sum over a batch."""
    w, g = draw.pick(WEIGHTS), draw.pick(GRADIENTS)
    lr, known = constant(draw, RATES, RATE, 0.001)
    down, batch = draw.whole(0, 3) > 0, draw.whole(0, 1)
    n = (draw.pick(["n", "size"]) if not draw.whole(0, 9) else str(draw.whole(2, 999))) if batch else ""
    sign, other = ("-", "+") if down else ("+", "-")
    mean = f"{g} / {n}" if batch else g
    goal = "the loss is to become as small as possible" if down else "the reward is to become as large as possible"
    what = "loss" if down else "reward"
    given = (
        f"`{g}` is the sum of the gradients of a batch of {said(n)} examples, and the {what} is the mean over the batch"
        if batch
        else f"`{g}` is the gradient of the {what}"
    )
    names = {w: ANY, g: ANY} | known | ({n: (2, 9)} if batch and not n.isdigit() else {})

    def again(**at: float) -> list[float]:
        slope = at[g] / (at.get(n, float(n) if n.isdigit() else 1.0) if batch else 1.0)
        rule = tw.sgd(lr=at.get(lr) or float(lr))
        moved, _ = rule.next(at[w], slope if down else -slope, (), 1)
        return [moved]

    move = f"{lr} * {mean}"
    wrong = [
        Wrong((f"{w} {other} {move}",), WRONG_SIGN, f"This goes {'up' if down else 'down'} the slope."),
        Wrong((f"{w} {sign} {mean}",), FORGETS_RATE, "The gradient says where to, the rate how far: it multiplies."),
        Wrong((f"-{move}" if down else move,), STEP_FOR_PLACE, f"This is the step. `{w}` stands somewhere already."),
    ]
    if batch:
        why = "This is the step of the sum: it grows with the batch."
        wrong.append(Wrong((f"{w} {sign} {lr} * {g}",), SUM_FOR_MEAN, why))
    return Lines(
        prompt=f"The weight is `{w}`, {given}, and {goal}. The rate is {said(lr)}. Write one step of plain gradient "
        f"{'descent' if down else 'ascent'}.",
        right={w: f"{w} {sign} {move}"},
        names=names,
        run=Run(w, g) if down else None,
        again=again,
        why=f"The weight moves {'against' if down else 'along'} the gradient, the rate times as far: `{w} {sign} {move}`.",
        see="#one-line-two-choices",
        wrong=wrong,
    )
