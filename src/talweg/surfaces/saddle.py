from talweg.nouns import surface


@surface(start=(2.0, 0.05), minima=[(0.0, 1.0), (0.0, -1.0)], view=((-2.5, 2.5), (-1.8, 1.8)))
def saddle(x, y):
    """A saddle at 0 between two minima, f = -0.5 at (0, 1) and (0, -1): who comes along the ridge waits a long time.

    From a start with y = 0 exactly, the gradient leads to the saddle and stays there.

    Source: Dauphin et al., "Identifying and attacking the saddle point problem", 2014, arXiv:1406.2572.
    """
    return x**2 - y**2 + y**4 / 2, 2 * x, 2 * y**3 - 2 * y
