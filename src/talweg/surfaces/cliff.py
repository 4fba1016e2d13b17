from typing import Annotated

import numpy as np
from annotated_types import Ge

from talweg.formula import Positive
from talweg.nouns import surface


@surface(start=(2.0, 2.0), minima=[(-3.0, 0.0)], view=((-7.0, 4.0), (-3.6, 3.6)), label="Plateau and cliff")
def cliff(x, y, *, height: Positive = 2.0, steep: Annotated[float, Ge(5)] = 8.0):
    """A high plateau that slopes gently to a cliff at x = 0, and behind it a wide bowl, with f = 0 at (-3, 0).

    On the cliff the gradient is some `height * steep` / 2, ten times and more what it is elsewhere: one step there can
    throw a walk far out. (From steep = 5 on, what is left of the cliff at (-3, 0) is a slope below 1e-11.)

    Source: Pascanu et al., "On the difficulty of training recurrent neural networks", 2013, arXiv:1211.5063.
    """
    rise = np.tanh(steep * x)
    f = height / 2 * (1 + rise) + ((x + 3)**2 + y**2) / 20
    return f, height / 2 * steep * (1 - rise**2) + (x + 3) / 10, y / 10
