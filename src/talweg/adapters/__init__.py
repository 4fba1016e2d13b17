"""Meeting people where they are: any function with its gradient, SciPy, scikit-learn, PyTorch and JAX, and tables.

`talweg.adapters.sklearn` and `talweg.adapters.tables` are imported by name, as they bring heavy libraries with them.
"""

from talweg.adapters.descent import minimize
from talweg.adapters.lbfgs import lbfgs
from talweg.adapters.outcome import Descent, Iterate
from talweg.adapters.scipy import scipy_method
from talweg.adapters.torch import torch_function

__all__ = ["Descent", "Iterate", "lbfgs", "minimize", "scipy_method", "torch_function"]
