"""Talweg: losses, optimizers and schedules for NumPy, each written once; a lab and a course on the same formulas."""

from talweg import surfaces as surfaces
from talweg.formula.errors import TalwegError as TalwegError
from talweg.lab.race import Race as Race
from talweg.lab.race import race as race

# Every formula on these shelves is a public name: tw.mse, tw.adam, tw.cosine.
from talweg.losses import *
from talweg.nouns import (
    Loss as Loss,
)
from talweg.nouns import (
    Optimizer as Optimizer,
)
from talweg.nouns import (
    Schedule as Schedule,
)
from talweg.nouns import (
    State as State,
)
from talweg.nouns import (
    Surface as Surface,
)
from talweg.nouns import (
    loss as loss,
)
from talweg.nouns import (
    optimizer as optimizer,
)
from talweg.nouns import (
    schedule as schedule,
)
from talweg.nouns import (
    surface as surface,
)
from talweg.nouns.loss import one_hot as one_hot
from talweg.optimizers import *
from talweg.schedules import *

__version__ = "0.1.0"
