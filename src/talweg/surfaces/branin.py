import numpy as np

from talweg.nouns import surface


@surface(
    start=(1.0, 13.0),
    minima=[(-np.pi, 12.275), (np.pi, 2.275), (3 * np.pi, 2.475)],
    view=((-5.0, 11.0), (-1.0, 15.0)),
)
def branin(x, y):
    """Branin's function: a bent valley with three minima of the same depth, f = 10 / (8 pi) = 0.3979.

    Source: Branin, "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations", 1972.
    """
    b = 5.1 / (4 * np.pi**2)
    p = y - b * x**2 + 5 / np.pi * x - 6
    c = 10 - 10 / (8 * np.pi)
    return p**2 + c * np.cos(x) + 10, 2 * p * (5 / np.pi - 2 * b * x) - c * np.sin(x), 2 * p
