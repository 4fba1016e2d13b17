"""PyTorch: our rules as its optimizers, our losses as its criteria, our schedules as its schedulers, and back."""

from talweg.adapters.torch.function import function
from talweg.adapters.torch.loss import Loss, loss
from talweg.adapters.torch.optimizer import Optimizer
from talweg.adapters.torch.schedule import Schedule, schedule

__all__ = ["Loss", "Optimizer", "Schedule", "function", "loss", "schedule"]
