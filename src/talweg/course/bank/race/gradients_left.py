from talweg.course.bank.misconceptions import COUNTS_TRIALS, SEARCH_IS_FREE
from talweg.course.question import Draw, Number, Wrong, question

RULES = ("SGD", "Momentum", "Adam", "RMSProp")


@question(
    section="race",
    level=2,
    kind="number",
    objective="Count what the search for a rate costs.",
    hint="Every step of every trial costs one gradient.",
    misconceptions=(COUNTS_TRIALS, SEARCH_IS_FREE),
)
def gradients_left(draw: Draw) -> Number:
    """How many gradients are left for the walk once a rate has been searched for."""
    rule, rates, each = draw.pick(RULES), draw.whole(3, 12), draw.whole(4, 15)
    left = draw.whole(20, 120)
    budget = rates * each + left
    see = "?race.equal=gradients#the-race"
    return Number(
        prompt=f"In a race every rule gets {budget} gradients and has to find its rate with them. {rule} tries {rates} rates "
        f"for {each} steps each, then goes back to the start and walks with the best. How many steps can it walk?",
        right=float(budget - sum(each for _ in range(rates))),
        again=float(left),
        whole=True,
        why=f"The trials cost ${rates} \\cdot {each} = {rates * each}$ gradients, one a step, and ${budget} - {rates * each} = "
        f"{left}$ are left. That is the price of a rate, and in practice somebody has to pay it.",
        see=see,
        wrong=[
            Wrong(
                float(budget),
                SEARCH_IS_FREE,
                f"That would be the walk if the {rates} trials cost nothing. They are paid out of the same {budget} gradients.",
                see,
            ),
            Wrong(
                float(budget - rates),
                COUNTS_TRIALS,
                f"This charges one gradient a trial. A trial of {each} steps costs {each}.",
                see,
            ),
            Wrong(
                float(budget - each),
                COUNTS_TRIALS,
                f"This charges for one trial only. There are {rates} of them.",
                see,
            ),
        ],
    )
