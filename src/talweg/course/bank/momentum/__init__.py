"""Questions on section 6, momentum. A new one is a line here."""

from talweg.course.bank.momentum.alternating_slope import alternating_slope as alternating_slope
from talweg.course.bank.momentum.bug_in_momentum import bug_in_momentum as bug_in_momentum
from talweg.course.bank.momentum.coasting import coasting as coasting
from talweg.course.bank.momentum.crossing import crossing as crossing
from talweg.course.bank.momentum.diagnose_velocity import diagnose_velocity as diagnose_velocity
from talweg.course.bank.momentum.largest_rate_with_momentum import (
    largest_rate_with_momentum as largest_rate_with_momentum,
)
from talweg.course.bank.momentum.newest_slopes import newest_slopes as newest_slopes
from talweg.course.bank.momentum.order_of_momentum import order_of_momentum as order_of_momentum
from talweg.course.bank.momentum.pace import pace_in_a_valley as pace_in_a_valley, pace_of_a_swing as pace_of_a_swing
from talweg.course.bank.momentum.rate_for_the_same_step import (
    rate_for_the_average as rate_for_the_average,
    rate_for_the_same_step as rate_for_the_same_step,
)
from talweg.course.bank.momentum.second_velocity import second_velocity as second_velocity
from talweg.course.bank.momentum.steps_to_fade import steps_to_fade as steps_to_fade
from talweg.course.bank.momentum.true_of_momentum import true_of_momentum as true_of_momentum
from talweg.course.bank.momentum.two_steps_in_a_bowl import two_steps_in_a_bowl as two_steps_in_a_bowl
from talweg.course.bank.momentum.window_of_beta import window_of_beta as window_of_beta
from talweg.course.bank.momentum.how_much_memory import how_much_memory as how_much_memory
from talweg.course.bank.momentum.point_on_the_map import point_on_the_map as point_on_the_map
from talweg.course.bank.momentum.read_beta import read_beta as read_beta
from talweg.course.bank.momentum.same_rate_race import same_rate_race as same_rate_race
from talweg.course.bank.momentum.which_signal import which_signal as which_signal
from talweg.course.bank.momentum.whose_curve import whose_curve as whose_curve
from talweg.course.bank.momentum.write_momentum import write_momentum as write_momentum
