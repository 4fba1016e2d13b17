"""Misconceptions about races, and about the valley they are run in."""

from talweg.course.question import Misconception

TAKES_BEST_FOR_LARGEST = Misconception(
    "takes the perfect rate for the largest",
    "Beyond the rate that lands exactly, steps overshoot, and up to twice it they still settle.",
)
LEAVES_A_COORDINATE = Misconception(
    "moves only one coordinate", "A step moves every coordinate, each against its own slope."
)
PROMISES_FIRST_FALL = Misconception(
    "keeps the promise of the first metre",
    "The slope promises a fall only for a tiny step: a long one bends away from it.",
)
ZIGZAG_EVERYWHERE = Misconception(
    "sees SGD zig-zag everywhere", "SGD crosses the floor only where a step's factor is negative, at large rates."
)
OVERSHOOT_IS_DIVERGENCE = Misconception(
    "takes every overshoot for divergence", "A step that lands on the other side, but nearer, still settles."
)
OVERSHOOT_SHRINKS = Misconception(
    "lets every overshoot shrink", "Each bounce has the same factor. Beyond the limit it is more than 1 in size."
)
LANDS_EXACTLY = Misconception(
    "lets a step land exactly", "Only at one rate, one over the curvature, does a step lead to the floor itself."
)
FORGETS_F_IS_SQUARED = Misconception(
    "lets f fall as the distance does",
    "f holds the square of the distance, so a step multiplies it by the factor's square.",
)
SUBTRACTS_FACTOR = Misconception(
    "takes the same amount away at each step", "Each step takes a share of what is left: the factors multiply."
)
LOG_FOR_LINEAR = Misconception(
    "reads a log axis as a linear one", "On a log axis equal distances are equal factors, and 0 is infinitely far down."
)
COUNTS_FROM_HERE = Misconception(
    "counts from where the picture ends", "Steps are counted from the start: add those that the picture shows."
)
EARLY_LEADER_WINS = Misconception(
    "takes the early leader for the winner",
    "Whoever starts fast may creep later: say after how many steps you compare.",
)
MEMORY_PAYS_AT_ONCE = Misconception(
    "expects memory to pay at once",
    "Momentum's first step is SGD's; its speed has to build up, and may first overshoot.",
)
KNOWS_NO_AXES = Misconception(
    "thinks adaptive rules blind to direction",
    "A rule that divides coordinate by coordinate walks otherwise where the axes are turned.",
)
SEARCH_IS_FREE = Misconception(
    "thinks the search for a rate is free", "Every trial costs gradients: count them, or say that you did not."
)
COUNTS_TRIALS = Misconception(
    "counts trials and not their gradients", "A trial costs a gradient for each of its steps."
)
FINDS_ANOTHER_FLAW = Misconception(
    "suspects what was kept equal", "Go through it point by point: start, ground, steps, and who chose the rates."
)
SWAPS_FAIRNESS = Misconception(
    "mixes up what is equal",
    "One rate for all, the best rate for each, or one budget for search and walk: each is fair otherwise.",
)
STEEPNESS_FOR_NARROWNESS = Misconception(
    "takes steepness for narrowness", "A smaller rate makes up for steepness; only the ratio of the curvatures stays."
)
STEEP_IS_QUICK = Misconception(
    "takes steep ground for quick ground", "The rate has to shrink as the ground gets steeper, and the two cancel."
)
ADAM_BY_SLOPE = Misconception(
    "lets Adam's reach depend on the slope",
    "Adam goes about lr a step, however steep the ground: the way counts, not the slope.",
)
ADAM_LEAVES_TOO = Misconception(
    "lets Adam diverge like SGD", "A step of about lr, whatever the slope, cannot grow from bounce to bounce."
)
TAKES_NAME_FOR_COPY = Misconception(
    "takes a second name for a copy", "b = a gives one array two names; only a.copy() makes another array."
)
EXPECTS_RETURN = Misconception(
    "expects a step to hand back new weights", "The library's step changes the array that it is given."
)
