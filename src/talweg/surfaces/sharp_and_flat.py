from typing import Annotated

from annotated_types import Ge

from talweg.nouns import surface


@surface(
    start=(-4.0, 2.0), minima=[(-2.0, 0.0), (2.0, 0.0)], view=((-4.8, 4.8), (-3.2, 3.2)), label="Sharp and flat"
)
def sharp_and_flat(x, y, *, sharpness: Annotated[float, Ge(1)] = 25.0):
    """A sharp and a flat minimum side by side, both with f = 0, at (-2, 0) and (2, 0).

    The curvature is 2 sharpness at the sharp one and 2 at the flat one, so SGD with a rate above 1 / sharpness cannot
    stay in the sharp one.

    Source: Hochreiter and Schmidhuber, "Flat minima", 1997; Keskar et al., 2017, arXiv:1609.04836.
    """
    p = sharpness * ((x + 2)**2 + y**2)
    q = (x - 2)**2 + y**2
    share = q / (p + q)
    dx = 2 * share**2 * sharpness * (x + 2) + 2 * (1 - share)**2 * (x - 2)
    dy = 2 * share**2 * sharpness * y + 2 * (1 - share)**2 * y
    return p * share, dx, dy
