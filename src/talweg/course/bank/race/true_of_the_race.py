from talweg.course.bank.misconceptions import (
    ADAM_BY_SLOPE,
    EARLY_LEADER_WINS,
    SEARCH_IS_FREE,
    SMALLER_IS_BETTER,
    STEEPNESS_FOR_NARROWNESS,
    SWAPS_FAIRNESS,
    TRUSTS_FAME,
    ZIGZAG_EVERYWHERE,
)
from talweg.course.bank.race.setting import panel
from talweg.course.question import Draw, Right, Several, Wrong, question, shown


@question(
    section="race",
    level=1,
    kind="several",
    objective="Tell what races in a valley show from what is often said of them.",
    hint="Remember who won the lesson's race, and why: the rate, the valley and the number of steps.",
    misconceptions=(
        ADAM_BY_SLOPE,
        EARLY_LEADER_WINS,
        SEARCH_IS_FREE,
        SMALLER_IS_BETTER,
        STEEPNESS_FOR_NARROWNESS,
        SWAPS_FAIRNESS,
        TRUSTS_FAME,
        ZIGZAG_EVERYWHERE,
    ),
)
def true_of_the_race(draw: Draw) -> Several:
    """Which sentences about rules in a valley are true."""
    kappa = draw.pick([5, 8, 10, 20, 25, 40, 50])
    limit, exact = 1 / kappa, 1 / (2 * kappa)
    rights = [
        Right(
            f"At lr = {exact:g} SGD is on the floor, $y = 0$, after one step",
            f"A step multiplies $y$ by $1 - {2 * kappa}\\,\\text{{lr}}$, and at this rate that is 0.",
        ),
        Right(
            f"Above lr = {limit:g} SGD diverges",
            f"There $1 - {2 * kappa}\\,\\text{{lr}}$ is below $-1$: each bounce goes further out.",
        ),
        Right(
            f"Below lr = {exact:g} SGD never crosses the floor",
            f"There $1 - {2 * kappa}\\,\\text{{lr}}$ is positive, so $y$ keeps its sign.",
        ),
        Right(
            "The narrower the valley, the smaller the rates that SGD bears",
            "The wall's curvature grows with $\\kappa$, and the limit is 2 over it.",
        ),
        Right(
            "Which of two rules stands lower may change with the number of steps",
            "One may start fast and creep later, the other may have to gather speed.",
        ),
        Right(
            "Adam's first step is as long on a steep wall as on a gentle one",
            "It is divided by the size of the slope, so it is about lr either way.",
        ),
        Right(
            "Along the floor SGD's steps get shorter the nearer it comes to the minimum",
            "A step is lr times the slope, and the slope $2\\,x$ shrinks with $x$.",
        ),
    ]
    wrongs = [
        Wrong(
            "SGD zig-zags across the floor at any rate",
            ZIGZAG_EVERYWHERE,
            f"Only between {exact:g} and {limit:g}. Below, $y$ keeps its sign; above, SGD diverges.",
            panel(kappa, "sgd", 0.5 * exact),
        ),
        Wrong(
            "Momentum is lower than SGD at any rate, after any number of steps",
            TRUSTS_FAME,
            "After one step both stand at the same place, and while momentum swings SGD often leads.",
            panel(kappa, "sgd,momentum", exact, (5, 3), 10),
        ),
        Wrong(
            "Adam arrives the sooner the steeper the slope is",
            ADAM_BY_SLOPE,
            "The slope's size cancels in Adam's step. What counts is the way to go, at about lr a step.",
            panel(kappa, "adam", 0.05),
        ),
        Wrong(
            "Who leads after 10 steps leads after 100",
            EARLY_LEADER_WINS,
            "A fast start may end in a crawl along the floor.",
            panel(100, "sgd,momentum", 0.0099, (5, 3), 100),
        ),
        Wrong(
            "At one rate for all, every rule shows the best that it can do",
            SWAPS_FAIRNESS,
            "The common rate suits some rules and not others. For that, each would need its own best rate.",
            f"?race.shape.kappa={kappa}&race.equal=best#the-race",
        ),
        Wrong(
            "Trying out rates costs nothing, since only the last run counts",
            SEARCH_IS_FREE,
            "Every trial costs a gradient a step. Somebody pays for them.",
            f"?race.shape.kappa={kappa}&race.equal=gradients#the-race",
        ),
        Wrong(
            "The smaller its rate, the lower SGD ends after 50 steps",
            SMALLER_IS_BETTER,
            "A small rate is safe and slow: in 50 steps it comes hardly anywhere.",
            panel(kappa, "sgd", 0.02 * exact),
        ),
        Wrong(
            "At its best rate SGD is as fast in a narrow valley as in a round bowl",
            STEEPNESS_FOR_NARROWNESS,
            "In a round bowl it arrives in one step. Here it multiplies the error by "
            f"{shown((kappa - 1) / (kappa + 1))} a step at best.",
            panel(kappa, "sgd", 1 / (kappa + 1)),
        ),
    ]
    held = draw.whole(2, 3)
    return Several(
        prompt=f"In the valley $f = x^2 + {kappa}\\,y^2$ SGD, momentum and Adam race from some start with $x$ and $y$ other than 0. "
        "Which of these sentences are true?",
        why="SGD lives by its factors for $x$ and $y$, Adam by lr times the steps. No rule wins everywhere: a rate, a valley and "
        "a budget of steps decide.",
        see="#the-race",
        right=draw.some(rights, held),
        wrong=draw.some(wrongs, 5 - held),
    )
