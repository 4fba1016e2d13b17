import numpy as np

from talweg.nouns import function


@function(latex=r"{weight}\,{x}")
def weighted(weight, x):
    """x times its weight, and 0 where the weight is 0: what has no weight counts for nothing, though it be infinite.

    So 0 log 0 is 0, as information theory has it.

    Source: Shannon, "A mathematical theory of communication", section 6, 1948.
    """
    return np.where(weight > 0, weight * x, 0)
