"""Keras: our rules as its optimizers, on whichever backend it runs."""

from talweg.adapters.keras.optimizer import Optimizer

__all__ = ["Optimizer"]
