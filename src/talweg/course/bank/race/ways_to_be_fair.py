from talweg.course.bank.misconceptions import SWAPS_FAIRNESS
from talweg.course.question import Choice, Draw, Wrong, question

# What is equal: what the race then answers, and the panel's word for it.
ANSWERS = {
    "rate": "Which rule gets furthest at this one rate",
    "best": "Which rule can get furthest, if its rate costs nothing",
    "gradients": "Which rule gets furthest, if it pays for its rate",
}
PAIRS = ("SGD and Adam", "SGD and momentum", "Momentum and Adam", "SGD, momentum and Adam", "RMSProp and Adam")


@question(
    section="race",
    level=1,
    kind="single",
    objective="Know what each of three fair comparisons answers.",
    hint="What was made equal: the rate, the chance to find one, or all of the work?",
    misconceptions=(SWAPS_FAIRNESS,),
    conceptual=True,
)
def ways_to_be_fair(draw: Draw) -> Choice:
    """Which question a race answers, by what is equal in it."""
    equal, rules, kappa = draw.pick(list(ANSWERS)), draw.pick(PAIRS), draw.pick([5, 10, 20, 50])
    steps, rates = draw.pick([50, 80, 100, 200]), draw.pick([5, 8, 10])
    lr = draw.pick([0.01, 0.02, 0.05])
    each = steps // 2 // rates
    setting = {
        "rate": f"All run with lr = {lr} for {steps} steps.",
        "best": f"For each of them {rates} rates are tried, {steps} steps each, and its best run counts.",
        "gradients": f"Each gets {steps} gradients: it first tries {rates} rates for {each} steps each, and walks with what is "
        "left at the best of them.",
    }
    why = {
        "rate": f"All have the rate {lr}, whether it suits them or not.",
        "best": f"Each shows the best that one of {rates} rates can do in {steps} steps, and the other runs are not counted.",
        "gradients": f"The trials come out of the same {steps} gradients as the walk, so the search is on the bill.",
    }
    see = f"?race.shape.kappa={kappa}&race.equal={equal}#the-race"
    return Choice(
        prompt=f"{rules} race in the valley $f = x^2 + {kappa}\\,y^2$, from the same start. {setting[equal]} Which question does "
        "this race answer?",
        right=ANSWERS[equal],
        why=why[equal],
        see=see,
        wrong=[
            Wrong(
                ANSWERS[other],
                SWAPS_FAIRNESS,
                {
                    "rate": "For that all of them would have to run at one and the same rate.",
                    "best": "For that each would get its best rate as a gift, found by runs that are not counted.",
                    "gradients": "For that the trials would have to be paid out of the same gradients as the walk.",
                }[other],
                f"?race.shape.kappa={kappa}&race.equal={other}#the-race",
            )
            for other in ANSWERS
            if other != equal
        ],
    )
