"""JAX: our rules as optax's transformations, our losses with their own derivative, our schedules under `jit`."""

from talweg.adapters.jax.loss import loss
from talweg.adapters.jax.schedule import schedule
from talweg.adapters.jax.transform import State, average, transform

__all__ = ["State", "average", "loss", "schedule", "transform"]
