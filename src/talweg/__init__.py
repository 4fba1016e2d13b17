"""Talweg: losses, optimizers and schedules for NumPy, each written once; a lab and a course on the same formulas."""

from talweg import models as models, surfaces as surfaces, training as training
from talweg.formula.errors import TalwegError as TalwegError
from talweg.lab.race import Race as Race, race as race
from talweg.nouns import (
    Loss as Loss,
    Optimizer as Optimizer,
    Schedule as Schedule,
    State as State,
    Surface as Surface,
    loss as loss,
    optimizer as optimizer,
    schedule as schedule,
    surface as surface,
)
from talweg.nouns.loss import one_hot as one_hot
from talweg.training import fit as fit

# Every formula on these shelves is a public name: tw.mse, tw.adam, tw.cosine.
from talweg.losses import *
from talweg.optimizers import *
from talweg.schedules import *

__version__ = "0.1.0"
