import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_CORRECTION, FORGETS_ROOT, STEP_FOLLOWS_SIZE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="adam",
    level=3,
    kind="number",
    objective="Work out Adam's first step, and see that the size of the gradient cancels.",
    hint="At the first step $m = (1 - \\beta_1)\\,g$ and $v = (1 - \\beta_2)\\,g^2$. What does the correction make of them?",
    misconceptions=(FORGETS_CORRECTION, FORGETS_ROOT, STEP_FOLLOWS_SIZE),
)
def first_step(draw: Draw) -> Number:
    """How far Adam's first step goes."""
    g = draw.number(0.02, 20)
    lr = draw.number(0.001, 0.05)
    rule, w = tw.adam(lr=lr), np.zeros(1)
    rule.step(w, np.array([g]), rule.init(w))
    right = -float(w[0])
    beta1, beta2 = rule.hyper["beta1"], rule.hyper["beta2"]
    see = f"?inside-adam.lr={lr}&inside-adam.step=1#a-rate-of-its-own-for-every-weight"
    return Number(
        prompt=f"Adam starts with $\\text{{lr}} = {lr}$, $\\beta_1 = {beta1}$ and $\\beta_2 = {beta2}$. The first gradient "
        f"is ${g:g}$. How far does the first step go?",
        right=right,
        why=f"Corrected, $m$ is the gradient and $v$ its square, so the step is "
        f"$\\text{{lr}} \\cdot g/\\sqrt{{g^2}} = \\text{{lr}}$, whatever the gradient: {shown(right)}.",
        see=see,
        wrong=[
            Wrong(
                lr * g, STEP_FOLLOWS_SIZE, f"This is SGD's step, ${lr} \\cdot {g:g}$. Adam divides by the size.", see
            ),
            Wrong(
                lr * (1 - beta1) / np.sqrt(1 - beta2),
                FORGETS_CORRECTION,
                "This is the step without the bias correction: too large, since the divisor is hurt more than "
                "the numerator.",
                see,
            ),
            Wrong(lr / g, FORGETS_ROOT, "This divides by $v$ and not by its root.", see),
        ],
    )
