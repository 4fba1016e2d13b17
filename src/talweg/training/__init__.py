"""The mini-batch loop that joins a model, a loss, an optimizer and its schedules."""

from talweg.training.accuracy import accuracy
from talweg.training.batches import batches
from talweg.training.data import Split, digits
from talweg.training.fit import Trainable, fit
from talweg.training.history import Epoch, History

__all__ = ["Epoch", "History", "Split", "Trainable", "accuracy", "batches", "digits", "fit"]
