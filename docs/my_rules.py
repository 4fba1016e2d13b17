"""A rule of one's own, as the README races it."""

import numpy as np

import talweg as tw
from talweg.formula import Average, Rate


@tw.optimizer
def signum(w, g, m, *, lr: Rate = 0.001, beta: Average = 0.9):
    """Signum: a step of length lr against the sign of the averaged gradient.

    Source: Bernstein et al., "signSGD: Compressed optimisation for non-convex problems", 2018, arXiv:1802.04434.
    """
    m = beta * m + (1 - beta) * g
    return w - lr * np.sign(m), m
