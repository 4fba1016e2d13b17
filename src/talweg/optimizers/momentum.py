from talweg.formula import Average, Rate
from talweg.nouns import optimizer


@optimizer(stable="lr * curvature < 2 * (1 + beta)")
def momentum(w, g, v, *, lr: Rate = 0.01, beta: Average = 0.9):
    """Heavy-ball momentum: the velocity v sums past steps, each shrunk by beta once more.

    v is a sum and not an average: its weights add up to 1 / (1 - beta), so under a steady gradient momentum moves that
    many times as far as SGD at the same lr. The rate is inside the velocity; PyTorch keeps it outside, which differs
    only while the rate changes.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """
    v = beta * v + lr * g
    return w - v, v
