"""Misconceptions that show where a formula is typed."""

from talweg.course.question import Misconception

STEP_FOR_PLACE = Misconception(
    "gives the step alone", "The weight moves on from where it stands: the step is added to it."
)
RATE_TWICE = Misconception("applies the rate twice", "The rate enters once, in the velocity or beside it.")
RATE_ELSEWHERE = Misconception(
    "puts the rate in the other place",
    "With the rate inside, the velocity is a step; with the rate outside, it is a sum of slopes.",
)
COUPLES_DECAY = Misconception(
    "couples the decay with the gradient",
    "AdamW's decay stands beside the divided step, so every weight loses the same share.",
)
DECAY_WITHOUT_RATE = Misconception(
    "leaves the rate out of the decay", "The rate multiplies the decay, too: a step takes the share lr * decay."
)
DECAY_GROWS = Misconception("lets the decay grow the weight", "Decay pulls a weight to 0, whatever its sign.")
DECAY_IS_CONSTANT = Misconception("decays by a constant", "Decay takes a share of the weight, so it multiplies it.")
FORGETS_DECAY = Misconception("forgets the decay", "AdamW is Adam and a decay of the weight.")
LOSS_FOR_SLOPE = Misconception("takes the loss for its slope", "The gradient is the derivative of the loss.")
FORGETS_HALF_SWING = Misconception(
    "forgets to halve the cosine's swing", "One plus a cosine goes from 2 to 0, so half of it goes from 1 to 0."
)
COSINE_BACKWARDS = Misconception(
    "runs the cosine backwards", "A schedule begins at its peak, where the cosine is 1, and ends at its floor."
)
