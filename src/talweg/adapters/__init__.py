"""Meeting people where they are: any function with its gradient, SciPy, scikit-learn, PyTorch and JAX, and tables.

`talweg.adapters.sklearn`, `torch`, `jax`, `keras` and `tables` are imported by name, as they bring heavy libraries with
them; `torch_function` is `talweg.adapters.torch.function`.
"""

from importlib import import_module
from typing import Any

from talweg.adapters.descent import minimize
from talweg.adapters.lbfgs import lbfgs
from talweg.adapters.outcome import Descent, Iterate
from talweg.adapters.scipy import scipy_method

__all__ = ["Descent", "Iterate", "lbfgs", "minimize", "scipy_method"]


def __getattr__(name: str) -> Any:
    """`torch_function`: PyTorch is loaded when it is first asked for."""
    if name == "torch_function":
        return import_module("talweg.adapters.torch").function
    raise AttributeError(f"module 'talweg.adapters' has no attribute {name!r}")
