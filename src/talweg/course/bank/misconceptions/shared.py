"""Misconceptions that show in more than one section."""

from talweg.course.question import Misconception

DROPS_FACTOR_TWO = Misconception("drops the factor 2", "The derivative of a square brings down a 2.")
SUM_FOR_MEAN = Misconception("takes the sum for the mean", "The loss is a mean over examples: divide by their number.")
MEAN_FOR_SUM = Misconception(
    "takes the mean for the sum", "Momentum's velocity is a sum of weighted slopes; its weights do not add up to 1."
)
WRONG_SIGN = Misconception(
    "turns the sign around", "The step goes against the gradient, and p - y is negative where p is too small."
)
FORGETS_RATE = Misconception("forgets the rate", "The step is the rate times what the rule made of the gradient.")
STEP_FOLLOWS_SIZE = Misconception(
    "lets Adam's step grow with the gradient", "Adam divides by the gradient's own size, so the size cancels."
)
STABLE_BY_SMALLEST = Misconception(
    "judges stability by the flat direction",
    "The steepest direction is the first to leave: its curvature sets the limit.",
)
DROPS_CURVATURE_TWO = Misconception("drops the 2 in the curvature", "The second derivative of kappa y^2 is 2 kappa.")
TRUSTS_FAME = Misconception(
    "bets on the famous rule", "No rule wins everywhere: the rate, the valley and the budget decide."
)
ADAM_NEEDS_NO_SCHEDULE = Misconception(
    "thinks Adam lowers its own rate",
    "Where slopes disagree Adam's steps do shrink, but noise keeps a floor under them: lr itself never falls.",
)
MIXES_UP_ORDER = Misconception(
    "puts a step before what it needs", "Every line uses what the lines above have computed."
)
SUSPECTS_SOUND_LINE = Misconception(
    "suspects a sound line", "This line stands as it should: compare it with the formula."
)
FORGETS_THE_REST = Misconception(
    "cuts the memory short", "A slope's weight shrinks by beta a step and never becomes zero."
)
STAYS_ON_ITS_SIDE = Misconception(
    "overlooks that the step crossed the bottom", "A step can overshoot: the way to the other side counts in full."
)
LARGER_IS_FASTER = Misconception(
    "takes a larger rate for a faster one",
    "Beyond the rate that lands exactly, every step overshoots, and more is worse.",
)
SMALLER_IS_BETTER = Misconception(
    "takes a smaller rate for a better one", "A rate far below the limit is safe, and needs many more steps."
)
RATE_THE_WRONG_WAY = Misconception(
    "moves the rate the wrong way", "A gradient that is larger needs a rate that is smaller for the same step."
)
CANCELS_TO_NOTHING = Misconception(
    "lets alternating slopes cancel to nothing",
    "The newest slope counts whole, and what the older ones take from it is less than all of it.",
)
WEIGHS_ALL_ALIKE = Misconception(
    "weighs all slopes alike", "The newest slope weighs most, and each one before it beta times as much as the next."
)
STALE_SLOPE = Misconception(
    "keeps using the old slope", "Every step asks for the slope anew, at the place to which the last one has led."
)
SGD_LIMIT_FOR_MOMENTUM = Misconception(
    "judges momentum by SGD's limit", "Momentum bears rates up to 2 (1 + beta)/curvature, SGD only up to 2/curvature."
)
PACE_OF_STEEP_WALL = Misconception(
    "judges the pace by the faster direction", "A valley has settled when its slower direction has."
)
MORE_MEMORY_IS_BETTER = Misconception(
    "thinks more memory always better", "Memory pays as far as the valley is narrow; beyond that it only swings longer."
)
TRAIL_OF_THE_OTHER = Misconception(
    "takes one rule's trail for another's",
    "SGD jumps from wall to wall, momentum swings in waves that fade, Adam goes about equally far in x and y.",
)
LARGER_RATE_SOONER = Misconception(
    "thinks a larger rate always arrives sooner",
    "Adam keeps stepping about lr near the floor: what arrives soon, swings wide.",
)
SMALLER_RATE_SAFER = Misconception(
    "thinks a smaller rate always safer", "At about lr a step, so many steps cover lr times their number and no more."
)
LESS_MEMORY_IS_SAFER = Misconception(
    "thinks less memory always better", "Where SGD creeps along one direction, memory adds up its many small steps."
)
FLOORS_BATCHES = Misconception(
    "drops the last batch", "What does not fill a batch makes a smaller one, and that is an update, too."
)
TAKES_ALL_EXAMPLES = Misconception(
    "asks all of the examples", "An update of a mini-batch knows the examples of its batch and no others."
)
RESETS_MEMORY = Misconception(
    "empties the memory at every step", "A rule's state is made once, before the loop, and carried from step to step."
)
FORGETS_OVERFLOW = Misconception(
    "forgets that exponentials overflow", "Beyond about exp(709) a float becomes inf, and inf / inf is not a number."
)
