from talweg.nouns import function


@function
def bias_corrected(m, beta, t):
    """A moving average that started at zero, over the weight that its t terms have together: their weighted mean.

    m is the average after t steps of m = beta * m + (1 - beta) * g, in the unit of g; t is 1 at the first step.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization", section 3, 2015, arXiv:1412.6980.
    """
    return m / (1 - beta**t)
