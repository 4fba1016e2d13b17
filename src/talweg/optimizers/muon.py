import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.formula import Average, Decay, Epsilon, Rate
from talweg.nouns import optimizer


@optimizer(whole=True)
def muon(
    w, g, v, *,
    lr: Rate = 0.02, beta: Average = 0.95, eps: Epsilon = 1e-7, weight_decay: Decay = 0.0,
):
    """Muon: Nesterov momentum made orthogonal, so that a matrix moves equally far in all its directions.

    A weight is (..., outputs), as in `tw.models`; `init(w, outputs=0)` says that it is (outputs, ...) as PyTorch's.
    Its step is scaled by sqrt(max(1, outputs / inputs)), and all axes but that of the outputs are inputs. A vector or a
    number has no directions to even out: it moves along its momentum with a root mean square of lr. Use Adam there if
    you prefer. PyTorch runs the orthogonalization in bfloat16, and refuses vectors and kernels; optax gives vectors to
    Adam and corrects the momentum for its start.

    Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; for vectors Bernstein and
    Newhouse, "Old optimizer, new norm: An anthology", 2024, arXiv:2409.20325.
    """
    v = beta * v + g
    u = g + beta * v
    size = math.prod(w.shape)
    if w.ndim < 2 or not size:
        step = np.sqrt(size) * u / np.maximum(np.linalg.norm(u), eps)
    else:
        matrix = u.reshape(-1, u.shape[-1])
        inputs, outputs = matrix.shape
        step = max(1, outputs / inputs) ** 0.5 * orthogonal(matrix, eps).reshape(w.shape)
    return w - lr * (step + weight_decay * w), v


def orthogonal(matrix: NDArray[Any], eps: float) -> NDArray[Any]:
    """`matrix` with all its singular values moved to about 1 (0.7 to 1.2), by five steps of Newton and Schulz.

    The polynomial is Jordan's: steep at 0, so that small singular values arrive too.
    """
    x: NDArray[Any] = matrix / np.maximum(np.linalg.norm(matrix), eps)
    if len(x) > len(x.T):
        x = x.T  # the smaller of the two products
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (2.0315 * (a @ a) - 4.7750 * a) @ x
    return x if x.shape == matrix.shape else x.T
