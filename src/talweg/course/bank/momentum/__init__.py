"""Questions on section 6, momentum. A new one is a line here."""

from talweg.course.bank.momentum.second_velocity import second_velocity as second_velocity
from talweg.course.bank.momentum.window_of_beta import window_of_beta as window_of_beta
