import numpy as np

from talweg.nouns import surface


@surface(start=(-1.55, 1.35), minima=[(0.0, 0.0)], view=((-2.4, 2.4), (-1.8, 1.8)))
def ackley(x, y):
    """Ackley's function: a nearly flat, dimpled plain with a funnel in its middle, f = 0 at 0.

    Its minimum is a tip: close to it the slope is 4 / sqrt(2) in every direction, so at (0, 0) there is no gradient.
    Here it is 0 there, as the tip is where a walk should end.

    Source: Ackley, "A connectionist machine for genetic hillclimbing", 1987.
    """
    r = np.sqrt((x**2 + y**2) / 2)
    funnel = 20 * np.exp(-r / 5)
    dimples = np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2)
    slope = np.where(r > 0, funnel / (10 * r), 0)
    dx = slope * x + np.pi * np.sin(2 * np.pi * x) * dimples
    dy = slope * y + np.pi * np.sin(2 * np.pi * y) * dimples
    return 20 - funnel + np.e - dimples, dx, dy
