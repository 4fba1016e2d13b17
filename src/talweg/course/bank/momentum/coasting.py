from talweg.course.bank.misconceptions import COUNTS_STEP_BEHIND, FORGETS_OLD_VELOCITY, FORGETS_THE_REST
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Work out how far momentum coasts where the ground is flat.",
    hint="The next step is $\\beta$ times the last one, and so is every step after it.",
    misconceptions=(COUNTS_STEP_BEHIND, FORGETS_OLD_VELOCITY, FORGETS_THE_REST),
)
def coasting(draw: Draw) -> Number:
    """How far momentum still rolls when the slope has ended."""
    beta, v = draw.decimal(0.5, 0.96, 0.005), draw.number(0.02, 2)
    right = sum(velocities([v] + 600 * [0.0], lr=1, beta=beta)[1:])
    see = f"?window.beta={beta}&window.signal=step#momentum"
    return Number(
        prompt=f"Momentum with $\\beta = {beta}$ has just moved by ${v}$ when the ground turns flat: from here on every "
        "gradient is 0. How far does it still go, in all the steps to come?",
        right=right,
        again=v * beta / (1 - beta),
        why=f"The steps to come are ${v} \\cdot {beta}$, ${v} \\cdot {beta}^2$ and so on. Their sum is "
        f"${v} \\cdot {beta}/(1 - {beta}) = {shown(right)}$. That is how momentum crosses a plateau.",
        see=see,
        wrong=[
            Wrong(0.0, FORGETS_OLD_VELOCITY, "SGD would stop here. Momentum still has its velocity.", see),
            Wrong(
                v * beta,
                FORGETS_THE_REST,
                "This is the next step only. After it the velocity is smaller, and still not 0.",
                see,
            ),
            Wrong(
                v / (1 - beta),
                COUNTS_STEP_BEHIND,
                f"This counts the step of ${v}$ in, which has already been taken. The way ahead begins with "
                f"${shown(v * beta)}$.",
                see,
            ),
        ],
    )
