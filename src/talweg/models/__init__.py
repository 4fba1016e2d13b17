"""Models with a hand-written backward pass, on one flat parameter vector."""

from talweg.models.mlp import linear, mlp
from talweg.models.model import Model

__all__ = ["Model", "linear", "mlp"]
