from talweg.nouns import surface


@surface(start=(8.0, 2.0), minima=[(0.0, 0.0)], view=((-10.0, 10.0), (-7.0, 7.0)), curvature="1")
def matyas(x, y):
    """Matyas' function: a shallow diagonal valley, 25 times as steep across as along it, with its minimum f = 0 at 0.

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    return 0.26 * (x**2 + y**2) - 0.48 * x * y, 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x
