import numpy as np

from talweg.nouns import surface


@surface(start=(0.25, 1.9), minima=[(1.0, 1.0)], view=((-0.8, 2.8), (-0.2, 2.5)), label="Lévy 13")
def levy13(x, y):
    """Lévy's function number 13: ripples along x on a bowl, with its minimum f = 0 at (1, 1).

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    ripple = np.sin(3 * np.pi * x)
    wave = 1 + np.sin(3 * np.pi * y)**2
    swell = 1 + np.sin(2 * np.pi * y)**2
    dx = 3 * np.pi * np.sin(6 * np.pi * x) + 2 * (x - 1) * wave
    dy = 3 * np.pi * (x - 1)**2 * np.sin(6 * np.pi * y) + 2 * (y - 1) * swell
    return ripple**2 + (x - 1)**2 * wave + (y - 1)**2 * swell, dx, dy + 2 * np.pi * (y - 1)**2 * np.sin(4 * np.pi * y)
