import numpy as np

from talweg.formula import Average, Epsilon, EpsilonOrZero, Rate
from talweg.nouns import optimizer


@optimizer(label="Centred RMSProp")
def centered_rmsprop(
    w, g, m, v, *,
    lr: Rate = 0.01, beta: Average = 0.9, eps: Epsilon = 1e-8, eps_root: EpsilonOrZero = 0.0,
):
    """RMSProp, centred: each weight's step divided by the standard deviation of its recent gradients.

    v - m**2 is the variance of g over the last 1 / (1 - beta) steps or so: where the gradient is steady the step grows,
    where it is noise the step shrinks. Rounding cannot make it negative. eps stands outside the root, as in PyTorch's
    RMSprop(centered=True) with alpha = beta; Keras and optax add it inside: `eps=1e-30, eps_root=1e-7`.

    Source: Graves, "Generating sequences with recurrent neural networks", 2013, arXiv:1308.0850.
    """
    m = beta * m + (1 - beta) * g
    v = beta * v + (1 - beta) * g**2
    return w - lr * g / (np.sqrt(np.maximum(v - m**2, 0) + eps_root) + eps), m, v
