"""Misconceptions about batches and their noise."""

from talweg.course.question import Misconception

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
EXAMPLES_FOR_UPDATES = Misconception(
    "counts examples and calls them updates", "One update for a batch, however many examples it holds."
)
ONE_UPDATE_A_PASS = Misconception(
    "makes one update a pass", "That is the full batch. Mini-batches make an update each."
)
FORGETS_PASSES = Misconception("counts one pass only", "Every pass goes through all of the examples once more.")
ROOT_THE_WRONG_WAY = Misconception(
    "takes the root where it should square", "For an error k times smaller the batch must be k squared times larger."
)
MEAN_SPEAKS_FOR_ALL = Misconception(
    "lets every batch agree with the mean", "A batch is an opinion: it can point the other way while the mean is right."
)
NOISIER_WITH_SIZE = Misconception(
    "takes the wide fan for the large batch", "The larger the batch, the closer its arrows lie to the true one."
)
SPREAD_FOR_LENGTH = Misconception(
    "lets the batch set the length of the arrow", "A mean of more examples is no longer; it is only more sure."
)
FEWEST_UPDATES_FIRST = Misconception(
    "thinks the exact gradient the quickest", "For the same work many rough steps usually beat a few exact ones."
)
BATCH_ENDS_NOISE = Misconception(
    "thinks more steps quiet the noise", "At a fixed rate and batch the noise stays: more steps only tremble longer."
)
RATE_FEEDS_NO_NOISE = Misconception(
    "forgets that the rate feeds the noise", "The rate multiplies the noise of every step along with the slope."
)
BATCH_FOR_RATE = Misconception(
    "thinks only the batch counts against noise",
    "A smaller rate quiets the noise as a larger batch does: what counts is about the rate over the batch.",
)
FORGETS_OVERHEAD = Misconception(
    "forgets what an update costs by itself", "Each update has a cost of its own, whatever the batch holds."
)
OVERHEAD_ONCE = Misconception("pays for the updates only once", "Each of the updates of a pass has its own fixed cost.")
EVERY_EXAMPLE_PAYS = Misconception(
    "charges every example for an update", "The examples of a batch share the cost of one update."
)
MORE_DATA_IN_BATCHES = Misconception(
    "thinks a pass holds more with small batches", "A pass shows every example once, whatever the size of the batches."
)
FACTOR_FOR_SIZE = Misconception(
    "takes a factor for the size itself", "So many times as large means: so many times what there was before."
)
EQUALLY_UNSURE = Misconception(
    "thinks every batch equally unsure", "A mean of more examples is surer: its error falls as one over the root."
)
CHEAP_UPDATE_CHEAP_RUN = Misconception(
    "takes a cheap update for a cheap run", "Multiply: what an update costs, times how many it takes."
)
RATE_ALONE = Misconception(
    "thinks only the rate counts against noise",
    "A larger batch quiets the noise as a smaller rate does: what counts is about the rate over the batch.",
)
