from talweg.course.bank.misconceptions import ALTERNATING_ADDS, CANCELS_TO_NOTHING, FORGETS_OLD_VELOCITY
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Predict how momentum damps a slope that changes sign at every step.",
    hint="In the long run the velocity only changes its sign: try $v$ and then $-v$ in the rule.",
    misconceptions=(ALTERNATING_ADDS, CANCELS_TO_NOTHING, FORGETS_OLD_VELOCITY),
)
def alternating_slope(draw: Draw) -> Number:
    """How long momentum's steps get under a slope that alternates."""
    beta = draw.decimal(0.5, 0.95, 0.01)
    lr, g = draw.number(0.01, 0.2), draw.decimal(1, 9, 0.5)
    right = abs(velocities([g * (-1) ** t for t in range(800)], lr, beta)[-1])
    see = f"?window.beta={beta}&window.signal=alternating#momentum"
    return Number(
        prompt=f"Across a valley the slope is ${g:g}$ at one step, $-{g:g}$ at the next, ${g:g}$ again, and so on. Momentum runs "
        f"with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. How long are its steps across in the long run?",
        right=right,
        again=lr * g / (1 + beta),
        why=f"The terms take turns in sign: $1 - \\beta + \\beta^2 - \\dots = 1/(1 + \\beta)$, so the step is "
        f"${lr} \\cdot {g:g}/{1 + beta:g} = {shown(right)}$. Across the valley memory damps.",
        see=see,
        wrong=[
            Wrong(
                lr * g / (1 - beta),
                ALTERNATING_ADDS,
                "This would be right along the floor, where all slopes have one sign and add up.",
                see,
            ),
            Wrong(
                lr * g,
                FORGETS_OLD_VELOCITY,
                "This is SGD's step. Momentum still carries part of the last velocity, which points the other way.",
                see,
            ),
            Wrong(
                0.0,
                CANCELS_TO_NOTHING,
                "The newest slope counts whole, the one before it only by $\\beta$: what they leave is small but not 0.",
                see,
            ),
        ],
    )
