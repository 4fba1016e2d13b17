from talweg.nouns import surface


@surface(
    start=(0.5, 4.2),
    minima=[(-2.903534027771177, -2.903534027771177)],
    view=((-5.0, 5.0), (-5.0, 5.0)),
    label="Styblinski-Tang",
)
def styblinski_tang(x, y):
    """Styblinski and Tang's function: four minima, the lowest, f = -78.33, where both x and y are about -2.9.

    Source: Styblinski and Tang, "Experiments in nonconvex optimization", 1990.
    """
    return (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2, 2 * x**3 - 16 * x + 2.5, 2 * y**3 - 16 * y + 2.5
