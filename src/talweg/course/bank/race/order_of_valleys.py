from talweg.course.bank.misconceptions import STEEP_IS_QUICK, STEEPNESS_FOR_NARROWNESS
from talweg.course.question import Draw, Order, Wrong, question, shown
from talweg.lab.convergence import RADIUS


def pace(a: int, b: int) -> float:
    """SGD's factor a step on a x^2 + b y^2, at its best rate: 2 over the sum of both curvatures."""
    lr = 2 / (2 * a + 2 * b)
    return float(max(RADIUS.function(lr, 0.0, curvature) for curvature in (2 * a, 2 * b)))


def term(factor: int, name: str) -> str:
    """A square with its factor."""
    return f"{factor}\\,{name}^2" if factor > 1 else f"{name}^2"


@question(
    section="race",
    level=3,
    kind="order",
    objective="Tell how hard a valley is for gradient descent from its two curvatures.",
    hint="Each walker has the rate that suits its valley. What is left that no rate can mend?",
    misconceptions=(STEEPNESS_FOR_NARROWNESS, STEEP_IS_QUICK),
)
def order_of_valleys(draw: Draw) -> Order:
    """Valleys in the order in which well-tuned SGD settles in them."""
    while True:
        ratios = sorted(draw.some([2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30], 4))
        valleys = [(a, a * ratio) for a, ratio in zip(draw.some(range(1, 13), 4), ratios, strict=True)]
        steeps = [b for _, b in valleys]
        by_steepness = tuple(sorted(range(4), key=steeps.__getitem__))
        if len(set(steeps)) == 4 and by_steepness not in ((0, 1, 2, 3), (3, 2, 1, 0)):
            break
    valleys.sort(key=lambda valley: pace(*valley))
    told = "; ".join(f"${a} : {b}$, factor {shown(pace(a, b))}" for a, b in valleys)
    gentlest, steepest = min(steeps), max(steeps)
    return Order(
        prompt="Plain gradient descent walks in four valleys, in each at the rate that is best there, and in the long run the "
        "slower direction counts. Put the valleys in order: first the one in which it settles fastest.",
        steps=[f"$f = {term(a, 'x')} + {term(b, 'y')}$" for a, b in valleys],
        values=[pace(*valley) for valley in valleys],
        why=f"What counts is how many times as steep a valley is across as along: {told}. How steep it is as a whole does not "
        "matter, since the rate makes up for it.",
        see="#the-race",
        wrong=[
            Wrong(
                by_steepness,
                STEEPNESS_FOR_NARROWNESS,
                f"This goes by the steepest wall, from ${gentlest}\\,y^2$ to ${steepest}\\,y^2$. A steep wall asks for a small rate, "
                "and where the floor is steep, too, that does no harm.",
            ),
            Wrong(
                by_steepness[::-1],
                STEEP_IS_QUICK,
                f"This takes the steepest wall, ${steepest}\\,y^2$, for the fastest. Its rate has to be the smaller for it.",
            ),
        ],
    )
