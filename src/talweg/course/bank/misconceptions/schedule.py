"""Misconceptions about schedules."""

from talweg.course.question import Misconception

LINEAR_COSINE = Misconception(
    "walks down the cosine in a straight line", "Half a cosine is flat at both ends and steep between."
)
FORGETS_WARMUP = Misconception("forgets the warm-up", "While t is below the warm-up the rate is still climbing.")
FORGETS_FLOOR = Misconception("forgets the floor", "A schedule with a floor falls to the floor and not to 0.")
STARTS_AT_ZERO = Misconception(
    "starts the warm-up at zero", "The first rate is peak / (warmup + 1): a step of size zero would teach nothing."
)
COUNTS_FROM_WARMUP = Misconception(
    "counts from the end of the warm-up", "Steps and total count from the start of the run, warm-up included."
)
FASTEST_AT_FIRST = Misconception(
    "lets a cosine fall fastest at first", "Half a cosine leaves its peak level and is steepest halfway down."
)
TAKES_TURN_FOR_START = Misconception(
    "mixes up the ends of a climb", "A schedule starts a little above 0, turns at the peak and ends at the floor."
)
FALLS_TOO_EARLY = Misconception(
    "lets the fall begin with the run", "The fall begins where the warm-up ends, and from the whole peak."
)
PEAK_ON_FLOOR = Misconception("stands the peak on the floor", "Peak and floor are both rates, counted from 0.")
COSINE_RETURNS = Misconception(
    "turns the cosine too far or not far enough", "The schedule uses half a turn: from the peak to the floor, no more."
)
FALLS_AT_ONCE = Misconception(
    "takes the first stair at once", "The first stair has the full peak, and lasts as long as every other."
)
SMOOTHS_STAIRS = Misconception("lets stairs slope", "Between two drops the rate of a staircase stays as it is.")
FALLS_ONCE = Misconception("takes one stair only", "At every drop the rate is multiplied by the factor once more.")
SHARE_FOR_AMOUNT = Misconception(
    "takes a share for an amount", "An exponential fall takes a share of what is left, so less and less."
)
SHAPE_OF_THE_OTHER = Misconception(
    "takes one schedule's shape for another's", "Look at the first step, the steepest place, and the last step."
)
READS_HALF_THE_CLIMB = Misconception(
    "misreads where the climb ends", "The warm-up ends where the curve turns, at its highest point."
)
MIXES_UP_FALLS = Misconception(
    "mixes up how schedules fall", "Work out for each what is left of the run, and what that leaves of the peak."
)
RATE_LEAVES_NOISE = Misconception(
    "thinks the noise's level the same at every rate", "A step carries lr times the noise: smaller steps settle lower."
)
ROOT_OF_RATE = Misconception(
    "takes the distance for the height", "The distance goes with the root of the rate; f, its square, with the rate."
)
SQUARE_OF_RATE = Misconception(
    "looks at one step's noise alone",
    "At a small rate a step adds little and is forgotten slowly; the level goes with lr, not with its square.",
)
NOISE_SETTLES_BY_ITSELF = Misconception(
    "waits for the noise to die down", "At a fixed rate every new step brings its noise: the level stays."
)
FALLS_BEFORE_IT_ARRIVES = Misconception(
    "lets the rate fall before the way is covered", "What a schedule takes from the rate, it takes from the way, too."
)
ADAM_UNDOES_SCHEDULE = Misconception(
    "lets Adam make up for its schedule",
    "The rate multiplies what Adam's division has left: half the rate, half the step.",
)
MISJUDGES_PLAN = Misconception(
    "misjudges how a schedule fits its run",
    "Ask the schedule for its rate at the first step, at its turns and at the last.",
)
FORGETS_HALF_SWING = Misconception(
    "forgets to halve the cosine's swing", "One plus a cosine goes from 2 to 0, so half of it goes from 1 to 0."
)
COSINE_BACKWARDS = Misconception(
    "runs the cosine backwards", "A schedule begins at its peak, where the cosine is 1, and ends at its floor."
)
