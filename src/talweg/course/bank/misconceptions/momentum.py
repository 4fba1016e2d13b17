"""Misconceptions about momentum."""

from talweg.course.question import Misconception

FORGETS_OLD_VELOCITY = Misconception("forgets the old velocity", "Momentum keeps the share beta of its velocity.")
SCALES_NEW_SLOPE = Misconception(
    "weighs the new slope by 1 - beta", "This momentum adds the whole new slope; only an average weighs it by 1 - beta."
)
WINDOW_IS_BETA = Misconception("takes beta for the window", "The weights beta^k add up to 1/(1 - beta).")
ALTERNATING_ADDS = Misconception(
    "adds up slopes that alternate",
    "A slope of the other sign takes away from the velocity: under alternation the step shrinks to lr g/(1 + beta).",
)
COUNTS_OLDER_SHARE = Misconception(
    "takes the share of the older slopes", "What the newest slopes carry and what the older ones carry add up to 1."
)
COUNTS_STEP_BEHIND = Misconception(
    "counts the step already taken", "What lies ahead begins with beta times the last step; that step itself is behind."
)
WINDOW_SHRINKS_LIMIT = Misconception(
    "divides the limit by the window",
    "A run leaves by bouncing from wall to wall, and there the slopes alternate: momentum's steps get shorter, not longer.",
)
BETA_FOR_FACTOR = Misconception(
    "takes beta for the factor a step", "Where momentum swings, the error shrinks by the root of beta a step."
)
FORGETS_MEMORY_IN_PACE = Misconception(
    "takes SGD's factor for momentum's", "SGD's |1 - lr curvature| holds for beta = 0 only."
)
IDEAL_FOR_CROSSING = Misconception(
    "takes the best point for the first", "A rule overtakes another long before the place where it does best of all."
)
VELOCITY_IS_SLOPE = Misconception(
    "takes the velocity for the slope", "The velocity lags: it builds up while a slope lasts and fades when it is gone."
)
READS_WRONG_BAR = Misconception("reads the wrong bar", "The bar at k = 1 shows beta; the one at k = 0 is always 1.")
NEVER_FORGETS = Misconception(
    "leaves out the forgetting",
    "The velocity is multiplied by beta at every step; without it every slope counts for ever.",
)
MOMENTUM_KNOWS_MORE = Misconception(
    "gives momentum knowledge it lacks",
    "Momentum sees the same one gradient a step as SGD, and remembers one velocity.",
)
SHRINKS_NEW_SLOPE = Misconception(
    "shrinks the new slope, too", "Only the old velocity is multiplied by beta; the new slope enters whole."
)
SWAPS_KEPT_SHARE = Misconception(
    "keeps what should be forgotten", "Momentum keeps the share beta of its velocity and forgets 1 - beta of it."
)
WINDOW_FOR_PACE = Misconception(
    "takes the length of the steps for the pace", "The window says how long steps get, not how soon the error is gone."
)
FADES_IN_A_LINE = Misconception(
    "lets the velocity fade in a straight line", "Each step takes a share of what is left, so less and less."
)
RATE_TWICE = Misconception("applies the rate twice", "The rate enters once, in the velocity or beside it.")
RATE_ELSEWHERE = Misconception(
    "puts the rate in the other place",
    "With the rate inside, the velocity is a step; with the rate outside, it is a sum of slopes.",
)
