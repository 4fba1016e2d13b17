from talweg.formula import Positive
from talweg.nouns import surface


@surface(start=(5.0, 3.0), minima=[(0.0, 0.0)], view=((-6.0, 6.0), (-4.0, 4.0)), curvature="2 * np.maximum(1, kappa)")
def valley(x, y, *, kappa: Positive = 10.0):
    """A valley along x, kappa times as steep across: the simplest place where one rate cannot suit both directions.

    Its Hessian has the eigenvalues 2 and 2 kappa, so its condition number is kappa (for kappa >= 1).

    Source: Goh, "Why momentum really works", Distill, 2017.
    """
    return x**2 + kappa * y**2, 2 * x, 2 * kappa * y
