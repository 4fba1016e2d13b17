import talweg as tw
from talweg.course.question import Draw, Misconception, Number, Wrong, question, shown

TAKES_SHARE_FOR_FACTOR = Misconception(
    "takes what is taken away for what is left", "A step takes the share lr times c away; one minus that is left."
)
WALKS_UP = Misconception("adds the step", "A step goes against the slope: what it moves is taken away.")


@question(
    section="overshoot",
    level=2,
    kind="number",
    objective="Find the factor by which a step multiplies the weight.",
    hint="Write the step down for any w, and take w out of the bracket.",
    misconceptions=(TAKES_SHARE_FOR_FACTOR, WALKS_UP),
)
def factor_of_a_step(draw: Draw) -> Number:
    """The factor of one step of gradient descent on a bowl."""
    curvature, lr = draw.decimal(1.1, 9.9, 0.1), draw.decimal(0.02, 0.48, 0.002)
    share = lr * curvature
    after, _ = tw.sgd(lr=lr).next(1.0, curvature, [], 1)
    right = float(after)
    return Number(
        prompt=f"On a bowl of curvature $c = {curvature:g}$ you take steps of gradient descent with the learning rate "
        f"$\\text{{lr}} = {lr:g}$. By which factor does each step multiply $w$?",
        right=right,
        again=1 - share,
        why=f"$1 - \\text{{lr}} \\cdot c = 1 - {lr:g} \\cdot {curvature:g} = {shown(right)}$.",
        see="#a-step-that-overshoots",
        wrong=[
            Wrong(share, TAKES_SHARE_FOR_FACTOR, "This is the share that the step takes away; one minus it is left."),
            Wrong(1 + share, WALKS_UP, "This walks up the wall: the step goes against the slope."),
        ],
    )
