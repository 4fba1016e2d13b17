"""The misconceptions that wrong answers come from. A teacher's table ranks a class by these names."""

from talweg.course.question import Misconception

WRONG_SLOT = Misconception(
    "reads the wrong slot", "Only the probability of the right class enters the loss, wherever it stands."
)
DROPS_LOGARITHM = Misconception(
    "drops the logarithm",
    "Cross-entropy is minus the logarithm of the probability, not the probability's distance to 1.",
)
OTHER_BASE = Misconception("takes another base of the logarithm", "Losses use the natural logarithm.")
DROPS_FACTOR_TWO = Misconception("drops the factor 2", "The derivative of a square brings down a 2.")
FORGETS_SQUARE = Misconception("forgets the square", "Squared error squares each error before the mean.")
LETS_ERRORS_CANCEL = Misconception("lets errors cancel", "Each error is made positive before the mean is taken.")
SUM_FOR_MEAN = Misconception("takes the sum for the mean", "The loss is a mean over examples: divide by their number.")
MEAN_FOR_SUM = Misconception(
    "takes the mean for the sum", "Momentum's velocity is a sum of weighted slopes; its weights do not add up to 1."
)
WRONG_SIGN = Misconception(
    "turns the sign around", "The step goes against the gradient, and p - y is negative where p is too small."
)
DROPS_SIGMOID_SLOPE = Misconception(
    "drops the sigmoid's slope", "Squared error through a sigmoid has a second link in its chain: p (1 - p)."
)
ADDS_SIGMOID_SLOPE = Misconception(
    "keeps the sigmoid's slope", "In cross-entropy the sigmoid's slope cancels: the gradient is p - y."
)
STEEP_WHEN_WRONG = Misconception(
    "takes a large loss for a large gradient", "A loss can be near its largest value and flat there: look at the slope."
)
LINEAR_NOISE = Misconception(
    "lets noise fall as 1/B", "The error of a mean falls as one over the root of the number of examples."
)
NOISE_BY_SIZE = Misconception(
    "lets the noise depend on the data set's size", "What counts is how many examples the batch has, not which share."
)
MORE_IS_NOISIER = Misconception(
    "lets errors pile up", "The errors of single examples point in many directions and partly cancel in the mean."
)
COUNTS_UPDATES = Misconception(
    "counts updates and calls them work", "An update costs as many gradients as its batch has examples."
)
FORGETS_RATE = Misconception("forgets the rate", "The step is the rate times what the rule made of the gradient.")
FORGETS_OLD_VELOCITY = Misconception("forgets the old velocity", "Momentum keeps the share beta of its velocity.")
SCALES_NEW_SLOPE = Misconception(
    "weighs the new slope by 1 - beta", "This momentum adds the whole new slope; only an average weighs it by 1 - beta."
)
WINDOW_IS_BETA = Misconception("takes beta for the window", "The weights beta^k add up to 1/(1 - beta).")
FORGETS_CORRECTION = Misconception(
    "forgets the bias correction", "Adam divides m by 1 - beta1^t and v by 1 - beta2^t before it uses them."
)
STEP_FOLLOWS_SIZE = Misconception(
    "lets Adam's step grow with the gradient", "Adam divides by the gradient's own size, so the size cancels."
)
FORGETS_ROOT = Misconception("forgets the root", "The divisor is the root of the averaged square.")
STABLE_BY_SMALLEST = Misconception(
    "judges stability by the flat direction",
    "The steepest direction is the first to leave: its curvature sets the limit.",
)
DROPS_CURVATURE_TWO = Misconception("drops the 2 in the curvature", "The second derivative of kappa y^2 is 2 kappa.")
TRUSTS_FAME = Misconception(
    "bets on the famous rule", "No rule wins everywhere: the rate, the valley and the budget decide."
)
LINEAR_COSINE = Misconception(
    "walks down the cosine in a straight line", "Half a cosine is flat at both ends and steep between."
)
FORGETS_WARMUP = Misconception("forgets the warm-up", "While t is below the warm-up the rate is still climbing.")
FORGETS_FLOOR = Misconception("forgets the floor", "A schedule with a floor falls to the floor and not to 0.")
ADAM_NEEDS_NO_SCHEDULE = Misconception(
    "thinks Adam lowers its own rate", "Adam weighs the weights against each other; it never shrinks them all."
)
MIXES_UP_ORDER = Misconception(
    "puts a step before what it needs", "Every line uses what the lines above have computed."
)
SUSPECTS_SOUND_LINE = Misconception(
    "suspects a sound line", "This line stands as it should: compare it with the formula."
)
TAKES_BEST_FOR_LARGEST = Misconception(
    "takes the perfect rate for the largest",
    "Beyond the rate that lands exactly, steps overshoot, and up to twice it they still settle.",
)
FORGETS_THE_REST = Misconception(
    "cuts the memory short", "A slope's weight shrinks by beta a step and never becomes zero."
)
