from talweg.course.bank.misconceptions import FORGETS_THE_REST, MEAN_FOR_SUM, WINDOW_IS_BETA
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=1,
    kind="number",
    objective="Know how much further momentum moves than SGD on a steady slope.",
    hint="Add up $1 + \\beta + \\beta^2 + \\dots$",
    misconceptions=(FORGETS_THE_REST, MEAN_FOR_SUM, WINDOW_IS_BETA),
)
def window_of_beta(draw: Draw) -> Number:
    """How many times SGD's step momentum takes on a steady slope."""
    beta, slope = draw.decimal(0.6, 0.99, 0.001), draw.number(0.1, 9)
    right = 1 / (1 - beta)
    see = f"?window.beta={beta}&window.signal=constant#momentum"
    return Number(
        prompt=f"The slope is {slope:g}, and stays so for hundreds of steps. How many times as long as SGD's does momentum's step "
        f"become, with $\\beta = {beta}$ and the same rate?",
        right=right,
        again=sum(beta**k for k in range(5000)),
        unit=" times",
        why=f"The velocity adds up $1 + \\beta + \\beta^2 + \\dots = 1/(1 - {beta}) = {shown(right)}$ slopes.",
        see=see,
        wrong=[
            Wrong(1.0, MEAN_FOR_SUM, "That would hold for an average. Momentum's velocity is a sum.", see),
            Wrong(1 + beta, FORGETS_THE_REST, "This adds the last two slopes only. All earlier ones still count.", see),
            Wrong(
                1 / beta,
                WINDOW_IS_BETA,
                f"The sum is $1/(1 - \\beta)$: what counts is how little is forgotten, ${shown(1 - beta)}$ a step.",
                see,
            ),
        ],
    )
