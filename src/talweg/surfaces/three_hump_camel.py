from talweg.nouns import surface


@surface(start=(-2.0, -1.0), minima=[(0.0, 0.0)], view=((-2.4, 2.4), (-1.8, 1.8)), label="Three-hump camel")
def three_hump_camel(x, y):
    """The three-hump camel: the minimum f = 0 at 0 between two shallower ones, f = 0.2986 near (1.75, -0.87).

    Source: Jamil and Yang, "A literature survey of benchmark functions", 2013, arXiv:1308.4008.
    """
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2, 4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y
