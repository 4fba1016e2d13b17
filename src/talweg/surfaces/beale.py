from talweg.nouns import surface


@surface(start=(0.5, -1.2), minima=[(3.0, 0.5)], view=((-1.0, 4.5), (-1.5, 2.0)))
def beale(x, y):
    """Beale's function: a nearly flat cross between four steep corners, with its minimum f = 0 at (3, 0.5).

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    p = 1.5 - x + x * y
    q = 2.25 - x + x * y**2
    r = 2.625 - x + x * y**3
    dx = 2 * p * (y - 1) + 2 * q * (y**2 - 1) + 2 * r * (y**3 - 1)
    dy = 2 * p * x + 4 * q * x * y + 6 * r * x * y**2
    return p**2 + q**2 + r**2, dx, dy
