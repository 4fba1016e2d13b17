from typing import Annotated

import numpy as np
from annotated_types import Interval

from talweg.formula import Positive
from talweg.nouns import surface


@surface(start=(5.0, -1.0), minima=[(0.0, 0.0)], view=((-6.0, 6.0), (-4.0, 4.0)), curvature="2 * np.maximum(1, kappa)")
def rotated_valley(x, y, *, kappa: Positive = 10.0, angle: Annotated[float, Interval(ge=-np.pi, le=np.pi)] = 0.5):
    """The valley turned by `angle` (in radians, counterclockwise): rules that scale x and y apart lose their footing.

    SGD and momentum walk as on the valley itself, only turned; Adam, RMSProp and AdaGrad do not. The Hessian has the
    eigenvalues 2 and 2 kappa, along the valley and across it.

    Source: Reddi et al., 2018, arXiv:1904.09237, and Goh, "Why momentum really works", Distill, 2017 (the valley).
    """
    along = np.cos(angle) * x + np.sin(angle) * y
    across = np.cos(angle) * y - np.sin(angle) * x
    dx = 2 * np.cos(angle) * along - 2 * kappa * np.sin(angle) * across
    dy = 2 * np.sin(angle) * along + 2 * kappa * np.cos(angle) * across
    return along**2 + kappa * across**2, dx, dy
