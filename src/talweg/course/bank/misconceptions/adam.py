"""Misconceptions about Adam, AdaGrad and RMSProp."""

from talweg.course.question import Misconception

FORGETS_CORRECTION = Misconception(
    "forgets the bias correction", "Adam divides m by 1 - beta1^t and v by 1 - beta2^t before it uses them."
)
FORGETS_ROOT = Misconception("forgets the root", "The divisor is the root of the averaged square.")
FORGETS_START_AT_ZERO = Misconception(
    "forgets the start at zero", "Adam's averages begin at 0 and need time to reach what they average."
)
FREEZES_CORRECTION = Misconception(
    "corrects every step like the first", "The divisor 1 - beta^t grows from step to step, toward 1."
)
POWER_FOR_DIVISOR = Misconception(
    "divides by the power itself",
    "beta^t is what the zero at the start still weighs; the divisor is the rest, 1 - beta^t.",
)
LINEAR_CORRECTION = Misconception(
    "lets the average fill in a straight line",
    "Each step forgets a share of the ones before: after t steps the average holds 1 - beta^t, less than t (1 - beta).",
)
ALWAYS_MOVES_LR = Misconception(
    "lets every step of Adam be lr", "The step is lr where the gradients agree, and shorter where they disagree."
)
ADAM_ADDS_UP = Misconception(
    "lets Adam's m add up", "m is an average and no sum: a steady slope never makes it larger than the slope."
)
ADAGRAD_FORGETS = Misconception(
    "lets AdaGrad forget", "AdaGrad's sum of squares only grows, so none of its rates ever recovers."
)
RMSPROP_REMEMBERS = Misconception(
    "lets RMSProp remember for ever", "RMSProp's average forgets a share 1 - beta of itself at every step."
)
CORRECTS_RMSPROP = Misconception(
    "corrects where nothing is corrected", "RMSProp uses its average raw; only Adam undoes the start at zero."
)
PUNISHES_RARE = Misconception(
    "gives the rare weight the short step",
    "The less a weight's gradients have added up to, the less its step is divided by.",
)
ONE_RATE_FOR_ALL = Misconception(
    "gives every weight the same rate", "An adaptive rule divides each weight's step by the size of its own gradients."
)
EPS_IS_NOTHING = Misconception(
    "takes eps for nothing",
    "eps is small beside usual gradients; beside a gradient of its own size it shortens the step.",
)
EPS_UNDER_ROOT = Misconception("puts eps under the root", "Adam adds eps to the root, not to what stands under it.")
MISCOUNTS_MEMORY = Misconception(
    "miscounts what a rule remembers", "Each average or sum is one number for every weight; SGD keeps none, Adam two."
)
SWAPS_BETAS = Misconception(
    "swaps the two betas", "beta1 belongs to m, the average of the gradient; beta2 to v, the average of its square."
)
CARRIES_RATE_OVER = Misconception(
    "carries a rate from rule to rule",
    "A rate means something else in every rule: SGD's multiplies the slope, Adam's is the step.",
)
KEEPS_SIZE = Misconception(
    "keeps the gradient's size in an adaptive step",
    "Adaptive rules divide by the size that the gradients have had, so a constant size cancels.",
)
PLAIN_STEPS_BLIND = Misconception(
    "thinks plain steps blind to scale", "SGD and momentum multiply the gradient by the rate and divide by nothing."
)
MISCOUNTS_LOOP = Misconception("miscounts the turns of a loop", "range(n) makes n turns, from 0 to n - 1.")
TAKES_COPY_FOR_NAME = Misconception(
    "takes a copy for a second name", "A copy is an array of its own, and stays as it was."
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
