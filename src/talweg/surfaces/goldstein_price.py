from talweg.nouns import surface


@surface(start=(-1.5, 0.5), minima=[(0.0, -1.0)], view=((-2.0, 2.0), (-2.2, 1.2)), label="Goldstein-Price")
def goldstein_price(x, y):
    """Goldstein and Price's function: two crossing gorges in walls a hundred thousand times as high as their floor.

    Its minimum is f = 3 at (0, -1); three others lie higher.

    Source: Goldstein and Price, "On descent from local minima", 1971.
    """
    s = x + y
    d = 2 * x - 3 * y
    p = 19 - 14 * s + 3 * s**2
    q = 18 - 16 * d + 3 * d**2
    a = 1 + (s + 1)**2 * p
    b = 30 + d**2 * q
    da = 2 * (s + 1) * p + (s + 1)**2 * (6 * s - 14)
    db = 2 * d * q + d**2 * (6 * d - 16)
    return a * b, da * b + 2 * a * db, da * b - 3 * a * db
