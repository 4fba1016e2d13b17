import numpy as np

from talweg.nouns import surface


@surface(start=(1.52, -1.48), minima=[(0.0, 0.0)], view=((-2.6, 2.6), (-2.0, 2.0)))
def rastrigin(x, y):
    """Rastrigin's function: a bowl covered with egg-cups, one at each pair of whole numbers; the lowest, f = 0, at 0.

    Source: Rastrigin, "Systems of extremal control", 1974; in this form Mühlenbein et al., 1991.
    """
    f = 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y)
    return f, 2 * x + 20 * np.pi * np.sin(2 * np.pi * x), 2 * y + 20 * np.pi * np.sin(2 * np.pi * y)
