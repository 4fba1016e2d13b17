"""How fast a rule settles on a quadratic, in closed form."""

import numpy as np

from talweg.formula import declare


def radius(lr, beta, curvature):
    """The factor by which momentum shrinks the error per step, in the long run, along one eigenvector of a quadratic.

    It is the spectral radius of the step (w, v) -> (w - v', v') with v' = beta v + lr curvature w. Below 1 the run
    settles, above 1 it leaves; at beta = 0 it is SGD's |1 - lr curvature|.

    Source: Goh, "Why momentum really works", Distill, 2017.
    """
    trace = 1 + beta - lr * curvature
    gap = trace**2 - 4 * beta
    return np.where(gap < 0, np.sqrt(beta), (np.abs(trace) + np.sqrt(np.maximum(gap, 0))) / 2)


RADIUS = declare(radius, "Convergence rate of momentum")
