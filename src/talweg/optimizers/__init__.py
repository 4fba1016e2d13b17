"""The shelf of optimizers: one file each. A new one is a line here, in the order in which they are taught."""

from talweg.nouns import Optimizer, Shelf
from talweg.optimizers.sgd import sgd as sgd
from talweg.optimizers.momentum import momentum as momentum
from talweg.optimizers.adam import adam as adam

OPTIMIZERS = Shelf(Optimizer, globals())
