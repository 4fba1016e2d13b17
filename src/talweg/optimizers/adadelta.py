import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.nouns import optimizer


@optimizer(label="AdaDelta")
def adadelta(w, g, v, u, *, lr: Rate = 1.0, beta: Average = 0.9, eps: Epsilon = 1e-6):
    """AdaDelta: the root of the mean squared step so far over that of the gradient, so that the units agree.

    v and u are moving averages of the squared gradient and of the squared step before lr. eps is what sets the first
    step in motion and stands inside both roots, as in the paper, PyTorch, Keras and optax; they call beta rho. The
    paper has no rate: lr = 1, as in PyTorch and optax (Keras: 0.001).

    Source: Zeiler, "ADADELTA: An adaptive learning rate method", 2012, arXiv:1212.5701.
    """
    v = beta * v + (1 - beta) * g**2
    step = np.sqrt(u + eps) / np.sqrt(v + eps) * g
    u = beta * u + (1 - beta) * step**2
    return w - lr * step, v, u
