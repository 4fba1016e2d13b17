from talweg.course.bank.misconceptions import FORGETS_ERROR, LOUDEST_IS_WORST, STALL_EVERYWHERE
from talweg.course.bank.stall.neuron import ENTROPY, SQUARED, look, panel
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="stall",
    level=3,
    kind="single",
    objective="Say which examples a loss listens to.",
    hint="Work out the gradient's size for each: $|p - y|$ for the one loss, $2\\,|p - y|\\,p\\,(1 - p)$ for the other.",
    misconceptions=(FORGETS_ERROR, LOUDEST_IS_WORST, STALL_EVERYWHERE),
)
def loudest_example(draw: Draw) -> Choice:
    """Which of four examples pulls hardest under a loss."""
    y, loss = draw.whole(0, 1), draw.pick([SQUARED, SQUARED, ENTROPY])
    sures = [
        draw.decimal(0.01, 0.03, 0.001),
        draw.decimal(0.06, 0.1, 0.001),
        draw.decimal(0.3, 0.4, 0.01),
        draw.decimal(0.6, 0.9, 0.01),
    ]
    ps = [sure if y else round(1 - sure, 3) for sure in sures]
    pulls = {p: abs(look(loss, p, y)[1]) for p in ps}
    right = max(pulls, key=pulls.__getitem__)
    name = "squared error $(p - y)^2$" if loss is SQUARED else "cross-entropy"

    def said(p: float) -> str:
        if loss is ENTROPY:
            return f"At $p = {p}$ the gradient's size is $|p - y| = {shown(pulls[p], 2)}$"
        return f"At $p = {p}$ the gradient's size is $2 \\cdot {abs(p - y):.3g} \\cdot {p} \\cdot {1 - p:.3g} = {shown(pulls[p], 2)}$"

    def slip(p: float) -> Wrong:
        if loss is ENTROPY:
            return Wrong(f"$p = {p}$", STALL_EVERYWHERE, f"{said(p)}, and at $p = {right}$ it is larger.", panel(p, y))
        if abs(p - y) > abs(right - y):
            why = f"{said(p)}: it is more wrong, but there the sigmoid is nearly flat."
            return Wrong(f"$p = {p}$", LOUDEST_IS_WORST, why, panel(p, y))
        return Wrong(f"$p = {p}$", FORGETS_ERROR, f"{said(p)}. Less is left to mend there.", panel(p, y))

    after = (
        "The surely wrong ones pull less: they are stuck on the sigmoid's flat end."
        if loss is SQUARED
        else "The more wrong, the harder it pulls, up to 1."
    )
    return Choice(
        prompt=f"Four examples all have the label $y = {y}$; a model gives them the probabilities {', '.join(map(str, sorted(ps)))}. "
        f"Which of them has the largest gradient with respect to its logit, under {name}?",
        right=f"$p = {right}$",
        why=f"{said(right)}, the largest of the four. {after}",
        see=panel(right, y),
        wrong=[slip(p) for p in ps if p != right],
    )
