"""The shelf of optimizers: one file each. A new one is a line here, in the order in which they are taught."""

from talweg.nouns import Optimizer, Shelf
from talweg.optimizers.sgd import sgd as sgd
from talweg.optimizers.momentum import momentum as momentum
from talweg.optimizers.adam import adam as adam
from talweg.optimizers.adagrad import adagrad as adagrad
from talweg.optimizers.rmsprop import rmsprop as rmsprop
from talweg.optimizers.nesterov import nesterov as nesterov
from talweg.optimizers.centered_rmsprop import centered_rmsprop as centered_rmsprop
from talweg.optimizers.adadelta import adadelta as adadelta
from talweg.optimizers.adamw import adamw as adamw
from talweg.optimizers.nadam import nadam as nadam
from talweg.optimizers.radam import radam as radam
from talweg.optimizers.amsgrad import amsgrad as amsgrad
from talweg.optimizers.adamax import adamax as adamax
from talweg.optimizers.adabelief import adabelief as adabelief
from talweg.optimizers.lion import lion as lion
from talweg.optimizers.adan import adan as adan
from talweg.optimizers.schedule_free_sgd import schedule_free_sgd as schedule_free_sgd
from talweg.optimizers.schedule_free_adamw import schedule_free_adamw as schedule_free_adamw
from talweg.optimizers.lamb import lamb as lamb
from talweg.optimizers.lars import lars as lars
from talweg.optimizers.muon import muon as muon

OPTIMIZERS = Shelf(Optimizer, globals())
