"""Misconceptions about gradients, rates and single steps."""

from talweg.course.question import Misconception

MIXES_LOSS_AND_STEP = Misconception(
    "mixes up the loss and the step", "The loss decides what the gradient is, the optimizer what becomes of it."
)
SLOPE_FOR_MAP = Misconception(
    "takes the slope for a map", "A gradient tells of a tiny move from here, and nothing of what lies further on."
)
FREEZES_SLOPE = Misconception(
    "keeps the first slope", "The slope is another one at every place: ask again after each step."
)
STEP_FOR_RATE = Misconception("takes the step for the rate", "The step is the rate times the slope.")
AIMS_AT_MINIMUM = Misconception(
    "lets the step aim at the minimum", "The step goes straight down from where it stands, wherever the bottom lies."
)
FOLLOWS_CONTOUR = Misconception(
    "walks along the contour", "Along a contour the loss stays as it is; the gradient stands at a right angle to it."
)
SLOPE_COUNTED_ONCE = Misconception(
    "counts the slope once", "The step is the rate times the slope, and the fall is the step times the slope again."
)
SLOPES_CANCEL = Misconception(
    "lets the parts of a gradient cancel",
    "Every weight moves against its own slope, so every part makes the loss fall.",
)
STEP_FOR_PLACE = Misconception(
    "gives the step alone", "The weight moves on from where it stands: the step is added to it."
)
