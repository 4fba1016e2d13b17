"""Misconceptions that show in code only."""

from talweg.course.question import Misconception

MIXES_UP_RULES = Misconception(
    "takes one rule's lines for another's", "Look at what a rule remembers, and at what its last line divides by."
)
FORGETS_UNDERFLOW = Misconception(
    "forgets that exponentials vanish", "Below about exp(-745) a float becomes 0, and the logarithm of 0 is minus inf."
)
FEARS_OVERFLOW = Misconception(
    "fears an overflow where there is none", "A float holds from about exp(-745) to exp(709), and a shift helps on top."
)
ONE_SIDED = Misconception("looks to one side only", "A difference to both sides is nearer to the slope.")
DIVIDES_BY_HALF = Misconception("divides by half the distance", "From h behind to h ahead the distance is 2 h.")
TAKES_THE_LIMIT = Misconception(
    "takes the difference for the slope itself", "A difference over a finite distance is near the slope, seldom on it."
)
SIMILAR_IS_SAME = Misconception(
    "takes what looks alike for the same",
    "Multiply out, or put in numbers: a bracket in another place changes the value.",
)
READS_ANOTHER_BUG = Misconception(
    "reads another slip out of the numbers", "Each slip leaves its own trace: a sign, a factor, an amount."
)
