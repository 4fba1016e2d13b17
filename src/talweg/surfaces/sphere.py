from talweg.nouns import surface


@surface(start=(4.0, 3.0), minima=[(0.0, 0.0)], view=((-6.0, 6.0), (-4.0, 4.0)), curvature="2")
def sphere(x, y):
    """The sphere function, a round bowl: the gradient points straight at the minimum, f = 0.

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    return x**2 + y**2, 2 * x, 2 * y
