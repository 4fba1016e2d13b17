"""Misconceptions about losses behind a sigmoid, and the stall."""

from talweg.course.question import Misconception

DROPS_SIGMOID_SLOPE = Misconception(
    "drops the sigmoid's slope", "Squared error through a sigmoid has a second link in its chain: p (1 - p)."
)
ADDS_SIGMOID_SLOPE = Misconception(
    "keeps the sigmoid's slope", "In cross-entropy the sigmoid's slope cancels: the gradient is p - y."
)
STEEP_WHEN_WRONG = Misconception(
    "takes a large loss for a large gradient", "A loss can be near its largest value and flat there: look at the slope."
)
PROBABILITY_FOR_SLOPE = Misconception(
    "takes the sigmoid's value for its slope", "The sigmoid's slope is p (1 - p), small at both ends."
)
LOSS_OF_THE_OTHER_KIND = Misconception(
    "takes the loss of the other kind of target", "Squared error is for quantities, cross-entropy for classes."
)
FORGETS_INPUT = Misconception(
    "forgets the input", "A weight's gradient is the logit's gradient times the input that the weight multiplies."
)
WAITS_OUT_STALL = Misconception(
    "hopes to sit a stall out", "Where the gradient is next to nothing, a few times as many steps move next to nothing."
)
RATE_AGAINST_STALL = Misconception(
    "turns up the rate against a stall", "The rate multiplies a gradient that has lost two orders of magnitude."
)
LOUDEST_IS_WORST = Misconception(
    "lets the worst mistake speak loudest", "Through a sigmoid, squared error hears doubtful examples best."
)
STALL_EVERYWHERE = Misconception(
    "sees a stall in every loss", "Cross-entropy cancels the sigmoid's slope and pulls hardest where it is most wrong."
)
QUARTER_EVERYWHERE = Misconception(
    "takes a quarter for every slope of the sigmoid",
    "A quarter is its slope at p = 1/2, and the largest that there is.",
)
FORGETS_ERROR = Misconception(
    "looks at the sigmoid's slope alone", "The gradient is a product: the error times the sigmoid's slope."
)
FORGETS_BUDGET = Misconception(
    "forgets how many steps there are", "A pull of 1 still moves the logit by no more than the rate in a step."
)
SEES_STALL_TOO_SOON = Misconception(
    "sees a stall where there is none", "At a moderate p the sigmoid is steep, and squared error pulls nearly as hard."
)
