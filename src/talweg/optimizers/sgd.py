from talweg.formula import Rate
from talweg.nouns import optimizer


@optimizer(label="SGD", stable="lr * curvature < 2")
def sgd(w, g, *, lr: Rate = 0.01):
    """Gradient descent: a step against the gradient, its length proportional to the gradient's.

    Called stochastic when the gradient comes from a part of the data. w and g are arrays of one shape; lr carries
    the units of w squared over those of the loss.

    Source: Robbins and Monro, "A stochastic approximation method", 1951.
    """
    return w - lr * g
