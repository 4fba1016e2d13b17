"""The shelf of schedules: one file each. A new one is a line here, in the order in which they are taught."""

from talweg.nouns import Schedule, Shelf
from talweg.schedules.constant import constant as constant
from talweg.schedules.cosine import cosine as cosine
from talweg.schedules.linear import linear as linear
from talweg.schedules.polynomial import polynomial as polynomial
from talweg.schedules.exponential import exponential as exponential
from talweg.schedules.step import step as step
from talweg.schedules.multi_step import multi_step as multi_step
from talweg.schedules.inverse_sqrt import inverse_sqrt as inverse_sqrt
from talweg.schedules.warmup_stable_decay import warmup_stable_decay as warmup_stable_decay
from talweg.schedules.one_cycle import one_cycle as one_cycle
from talweg.schedules.cosine_restarts import cosine_restarts as cosine_restarts
from talweg.schedules.reduce_on_plateau import reduce_on_plateau as reduce_on_plateau
from talweg.nouns.checkup import check_schedule as check_schedule

SCHEDULES = Shelf(Schedule, globals())
