from talweg.nouns import surface


@surface(
    start=(1.2, 0.05),
    minima=[(0.08984201310031806, -0.7126564030207397), (-0.08984201310031806, 0.7126564030207397)],
    view=((-2.1, 2.1), (-1.3, 1.3)),
    label="Six-hump camel",
)
def six_hump_camel(x, y):
    """The six-hump camel: six minima, of which two are lowest, f = -1.0316, on either side of the middle.

    Source: Dixon and Szegö, "Towards global optimization 2", 1978.
    """
    dx = 8 * x - 8.4 * x**3 + 2 * x**5 + y
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2, dx, x + 16 * y**3 - 8 * y
