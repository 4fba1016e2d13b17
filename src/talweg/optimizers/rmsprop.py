import numpy as np

from talweg.formula import Average, Epsilon, EpsilonOrZero, Rate
from talweg.nouns import optimizer


@optimizer(label="RMSProp")
def rmsprop(
    w, g, v, *,
    lr: Rate = 0.01, beta: Average = 0.9, eps: Epsilon = 1e-8, eps_root: EpsilonOrZero = 0.0,
):
    """RMSProp: each weight's step divided by the root of a moving average of its squared gradients.

    AdaGrad that forgets: the average v looks back about 1 / (1 - beta) steps. It starts at 0 and is not corrected for
    that, so the first steps are larger by up to 1 / sqrt(1 - beta). eps stands outside the root, as in PyTorch (whose
    beta is 0.99). Keras and optax add it inside: `rmsprop(eps=1e-30, eps_root=1e-7)` takes their steps.

    Source: Tieleman and Hinton, "Lecture 6.5: RMSProp", Neural networks for machine learning, Coursera, 2012.
    """
    v = beta * v + (1 - beta) * g**2
    return w - lr * g / (np.sqrt(v + eps_root) + eps), v
