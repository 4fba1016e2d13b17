"""The formulas of this course. Each is written once; text, panels and questions read it."""

import numpy as np

from talweg.formula import Rate
from talweg.nouns import optimizer


@optimizer
def bounded(w, g, *, lr: Rate = 0.1):
    """Bounded descent: each weight moves against its slope, and by less than lr, however steep it is.

    Source: this course; the bound is that of the softsign, Turian et al., 2009.
    """
    return w - lr * g / (1 + np.abs(g))
