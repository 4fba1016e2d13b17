from talweg.formula import Average, Rate
from talweg.nouns import optimizer


@optimizer(stable="lr * curvature < 2 * (1 + beta) / (1 + 2 * beta)")
def nesterov(w, g, v, *, lr: Rate = 0.01, beta: Average = 0.9):
    """Nesterov's accelerated gradient: momentum whose gradient is taken one stride ahead.

    w is the point ahead, where the gradient is asked for: after the velocity has moved it, w goes on by what the next
    step will carry it in any case. PyTorch, Keras and optax keep the same point with nesterov=True. The rate is inside
    the velocity; PyTorch keeps it outside, which differs only while the rate changes.

    Source: Nesterov, "A method for solving the convex programming problem with convergence rate O(1/k^2)", 1983; in
    this form Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum", 2013.
    """
    v = beta * v + lr * g
    return w - beta * v - lr * g, v
