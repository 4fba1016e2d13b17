"""The shelf of losses: one file each. A new one is a line here, in the order in which they are taught."""

from talweg.nouns import Loss, Shelf
from talweg.losses.mse import mse as mse
from talweg.losses.mae import mae as mae
from talweg.losses.huber import huber as huber
from talweg.losses.log_cosh import log_cosh as log_cosh
from talweg.losses.quantile import quantile as quantile
from talweg.losses.poisson import poisson as poisson
from talweg.losses.gaussian_nll import gaussian_nll as gaussian_nll
from talweg.losses.squared_sigmoid import squared_sigmoid as squared_sigmoid
from talweg.losses.binary_cross_entropy import binary_cross_entropy as binary_cross_entropy
from talweg.losses.focal import focal as focal
from talweg.losses.hinge import hinge as hinge
from talweg.losses.squared_hinge import squared_hinge as squared_hinge
from talweg.losses.cross_entropy import cross_entropy as cross_entropy
from talweg.losses.kl_divergence import kl_divergence as kl_divergence

LOSSES = Shelf(Loss, globals())
