"""Misconceptions about what a loss does."""

from talweg.course.question import Misconception

WRONG_SLOT = Misconception(
    "reads the wrong slot", "Only the probability of the right class enters the loss, wherever it stands."
)
DROPS_LOGARITHM = Misconception(
    "drops the logarithm",
    "Cross-entropy is minus the logarithm of the probability, not the probability's distance to 1.",
)
OTHER_BASE = Misconception("takes another base of the logarithm", "Losses use the natural logarithm.")
FORGETS_SQUARE = Misconception("forgets the square", "Squared error squares each error before the mean.")
LETS_ERRORS_CANCEL = Misconception("lets errors cancel", "Each error is made positive before the mean is taken.")
SWAPS_MEAN_AND_MEDIAN = Misconception(
    "swaps mean and median", "Squared error is smallest at the mean, absolute error at the median."
)
TAKES_MIDRANGE = Misconception(
    "takes the middle of the range", "Every example counts, and not only the smallest and the largest."
)
EQUAL_SHARES = Misconception(
    "gives every example the same voice", "What an example adds depends on the size of its error."
)
SQUARES_EVERY_LOSS = Misconception(
    "squares where nothing is squared", "Absolute error charges the same for every unit of error."
)
SWAPS_LOSSES = Misconception(
    "swaps two losses", "Squared error listens to the largest error most, absolute error to all units alike."
)
NO_BEND_IN_HUBER = Misconception(
    "forgets where Huber's loss turns straight", "Up to delta it is a parabola, beyond it a straight line."
)
FORGETS_HALF_DELTA = Misconception(
    "forgets Huber's offset", "The straight part continues the parabola, so it starts half a delta squared lower."
)
LOGITS_FOR_PROBABILITIES = Misconception(
    "takes logits for probabilities", "Softmax takes the exponential of every logit before it divides by their sum."
)
BLIND_TO_SCALE = Misconception(
    "thinks softmax blind to scale", "Softmax ignores what is added to all logits, and not what they are multiplied by."
)
FORGETS_LABEL = Misconception("forgets the label", "The gradient is p - y: the right class has its 1 taken away.")
STOPS_AT_PROBABILITY = Misconception(
    "stops the chain at the probability", "From the probability to the logit there is one more link."
)
WRONG_CLASSES_REST = Misconception(
    "leaves the wrong classes alone", "Every wrong class's logit is pushed down by the probability it was given."
)
RIGHT_COSTS_NOTHING = Misconception(
    "thinks that right costs nothing", "Cross-entropy charges until the right class has all of the probability."
)
GIVES_A_CEILING = Misconception(
    "gives the loss a ceiling", "Minus the logarithm grows without limit as the probability goes to 0."
)
COUNTS_HITS = Misconception(
    "counts hits instead of reading the loss", "Accuracy sees which class leads, the loss how surely."
)
AVERAGES_FIRST = Misconception(
    "takes the logarithm of the mean", "Each example is charged on its own, and the mean is taken of the charges."
)
READS_BAR_AS_PROBABILITY = Misconception(
    "reads p - y as p", "The right class's bar shows how far its probability is from 1."
)
DOUBLES_FOR_SQUARES = Misconception(
    "doubles where it should square", "A square is a number times itself, and not times 2."
)
KEEPS_COMMON_FACTOR = Misconception(
    "keeps a factor that cancels", "A factor that stands on both sides drops out of their quotient."
)
SURENESS_FOR_ACCURACY = Misconception(
    "takes sureness for accuracy", "Accuracy counts answers on the right side of one half, however sure they are."
)
JUDGES_BY_WORST = Misconception(
    "judges a loss by its worst example alone", "The mean counts every example, the many good ones included."
)
COUNTS_GOOD_ONES = Misconception(
    "counts the good examples", "A loss adds up what every example costs, and the bad ones cost most."
)
ROOT_OF_BATCH = Misconception(
    "scales a sum by the root", "The root belongs to the noise. A sum of B gradients is B times their mean."
)
LIMITED_PULL_IS_FAST = Misconception(
    "thinks a limited pull as fast",
    "A loss whose gradient is limited moves by a limited step, however far there is to go.",
)
PULL_WITHOUT_LIMIT = Misconception(
    "thinks a growing pull always faster",
    "A pull that grows with the error overshoots first, and near the target it fades.",
)
CONSTANT_PULL_SETTLES = Misconception(
    "lets a constant pull settle", "A pull that is as strong next to the target as far from it steps over it and back."
)
LOSS_FOR_SLOPE = Misconception("takes the loss for its slope", "The gradient is the derivative of the loss.")
