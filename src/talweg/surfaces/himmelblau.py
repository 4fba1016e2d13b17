from talweg.nouns import surface


@surface(
    start=(-0.5, -1.0),
    minima=[
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861694),
        (3.584428340330492, -1.848126526964404),
    ],
    view=((-6.0, 6.0), (-5.0, 5.0)),
)
def himmelblau(x, y):
    """Himmelblau's function: four minima of the same depth, f = 0; which one is found depends on the start.

    Source: Himmelblau, "Applied nonlinear programming", 1972.
    """
    p = x**2 + y - 11
    q = x + y**2 - 7
    return p**2 + q**2, 4 * x * p + 2 * q, 2 * p + 4 * y * q
