from talweg.formula import Positive
from talweg.nouns import surface


@surface(start=(-1.2, 1.0), minima=[(1.0, 1.0)], view=((-2.0, 2.0), (-1.0, 3.0)))
def rosenbrock(x, y, *, b: Positive = 100.0):
    """Rosenbrock's banana: a steep-walled valley bent along y = x**2, whose floor hardly falls towards (1, 1), f = 0.

    Source: Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960.
    """
    above = y - x**2
    return (1 - x)**2 + b * above**2, -2 * (1 - x) - 4 * b * x * above, 2 * b * above
