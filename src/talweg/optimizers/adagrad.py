import numpy as np

from talweg.formula import Epsilon, NonNegative, Rate
from talweg.nouns import optimizer


@optimizer(label="AdaGrad")
def adagrad(w, g, v, *, lr: Rate = 0.01, eps: Epsilon = 1e-8, start: NonNegative = 0.0):
    """AdaGrad: each weight's step divided by the root of the sum of all its squared gradients so far.

    Weights with rare or small gradients keep their rate, the others slow down; no rate ever recovers. The sum v starts
    at `start`, here 0, and eps stands outside the root, as in PyTorch. Keras and optax start at 0.1 and add eps inside
    the root: `adagrad(start=0.1 + 1e-7, eps=1e-30)` takes their steps.

    Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization", 2011.
    """
    v = v + g**2
    return w - lr * g / (np.sqrt(start + v) + eps), v
