from talweg.course.bank.misconceptions import SLOPE_FOR_MAP
from talweg.course.question import Draw, Right, Several, Wrong, question

WRONG = (
    (
        "How far away from here the bottom of the valley is",
        "A steep slope can end in a step's length or go on for miles.",
    ),
    (
        "In which direction from here the lowest point of all lies",
        "Straight down from here need not lead there: think of a long valley.",
    ),
    (
        "How long a step down may be before the loss rises again",
        "That depends on how fast the slope changes further on.",
    ),
    ("Whether another valley somewhere is deeper than this one", "Nothing beyond the ground underfoot has been seen."),
    (
        "What the loss is one whole unit further down the slope",
        "The slope is exact only for a tiny move; further on the ground bends.",
    ),
)


@question(
    section="step",
    level=1,
    kind="several",
    objective="Say what a gradient tells an optimizer, and what it does not.",
    hint="The blindfolded walker feels the slope underfoot, and sees nothing a metre ahead.",
    misconceptions=(SLOPE_FOR_MAP,),
)
def slope_underfoot(draw: Draw) -> Several:
    """What is known from the gradient at one place."""
    sizes = draw.some([0.5, 1, 2, 3, 4, 6, 8], 2)
    g = [size * draw.pick([-1, 1]) for size in sizes]
    place = [draw.decimal(-2, 2, 0.1) for _ in range(2)]
    steep = ("first", "second")[sizes[1] > sizes[0]]
    tilted = draw.whole(0, 1)
    which, way = ("first", "second")[tilted], "smaller" if g[tilted] > 0 else "larger"
    right = [
        Right(
            f"That making the {which} weight a little {way} lowers the loss",
            f"Its slope is ${g[tilted]:g}$, so the loss falls when it gets {way}.",
        ),
        Right(
            f"That a tiny change matters more in the {steep} weight",
            f"Its slope is the larger one in size: {max(sizes):g} against {min(sizes):g}.",
        ),
        Right("The direction in which the loss falls fastest from here", "It is the direction against the gradient."),
        Right("That this place is not the bottom", "At the bottom of a smooth loss every slope is 0."),
    ]
    count = draw.pick([2, 3])
    return Several(
        prompt=f"An optimizer stands at $w = ({place[0]:g}, {place[1]:g})$. It has asked for the gradient of a smooth loss "
        f"there and was told $g = ({g[0]:g}, {g[1]:g})$, and nothing else. Which of these does it know now?",
        why="The gradient says how the loss changes for a tiny move in any direction from here. It says nothing of the "
        "ground further on: that is why steps are short, and why the slope is asked for again after each.",
        see="#one-line-two-choices",
        right=draw.some(right, count),
        wrong=[Wrong(text, SLOPE_FOR_MAP, why) for text, why in draw.some(WRONG, 5 - count)],
    )
