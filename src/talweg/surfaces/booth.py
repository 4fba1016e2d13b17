from talweg.nouns import surface


@surface(start=(-7.0, 6.0), minima=[(1.0, 3.0)], view=((-10.0, 10.0), (-5.0, 10.0)), curvature="18")
def booth(x, y):
    """Booth's function: a bowl nine times as steep across its diagonal as along it, with its minimum f = 0 at (1, 3).

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    p = x + 2 * y - 7
    q = 2 * x + y - 5
    return p**2 + q**2, 2 * p + 4 * q, 4 * p + 2 * q
