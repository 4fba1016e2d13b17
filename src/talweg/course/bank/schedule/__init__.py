"""Questions on section 8, schedules. A new one is a line here."""

from talweg.course.bank.schedule.above_or_below import above_or_below as above_or_below, order_by_rate as order_by_rate
from talweg.course.bank.schedule.adam_race import adam_race as adam_race
from talweg.course.bank.schedule.adam_under_a_cosine import adam_under_a_cosine as adam_under_a_cosine
from talweg.course.bank.schedule.along_the_cosine import along_the_cosine as along_the_cosine
from talweg.course.bank.schedule.bugs_in_schedules import (
    bug_in_the_cosine as bug_in_the_cosine,
    bug_in_the_scheduled_run as bug_in_the_scheduled_run,
)
from talweg.course.bank.schedule.doubtful_plan import doubtful_plan as doubtful_plan
from talweg.course.bank.schedule.halfway_down import halfway_down as halfway_down
from talweg.course.bank.schedule.marks_of_the_cosine import marks_of_the_cosine as marks_of_the_cosine
from talweg.course.bank.schedule.noisy_race import noisy_race as noisy_race, whose_settling as whose_settling
from talweg.course.bank.schedule.order_of_a_run import order_of_a_run as order_of_a_run
from talweg.course.bank.schedule.rate_while_climbing import rate_while_climbing as rate_while_climbing
from talweg.course.bank.schedule.settings_of_the_curve import settings_of_the_curve as settings_of_the_curve
from talweg.course.bank.schedule.settled_level import settled_level as settled_level
from talweg.course.bank.schedule.share_by_share import share_by_share as share_by_share
from talweg.course.bank.schedule.staircase import staircase as staircase
from talweg.course.bank.schedule.true_of_schedules import true_of_schedules as true_of_schedules
from talweg.course.bank.schedule.which_schedule import which_schedule as which_schedule
from talweg.course.bank.schedule.write_the_schedule import (
    write_the_cosine as write_the_cosine,
    write_the_stairs as write_the_stairs,
)
