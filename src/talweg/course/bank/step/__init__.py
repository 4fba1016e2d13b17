"""Questions on section 1, from the gradient to the step. A new one is a line here."""

from talweg.course.bank.step.loss_or_step import loss_or_step as loss_or_step
from talweg.course.bank.step.slope_underfoot import slope_underfoot as slope_underfoot
from talweg.course.bank.step.order_of_training import order_of_training as order_of_training
from talweg.course.bank.step.one_step import one_step as one_step
from talweg.course.bank.step.some_steps_on import some_steps_on as some_steps_on
from talweg.course.bank.step.arrow_of_the_step import arrow_of_the_step as arrow_of_the_step
from talweg.course.bank.step.rate_from_two_places import rate_from_two_places as rate_from_two_places
from talweg.course.bank.step.expected_fall import expected_fall as expected_fall
from talweg.course.bank.step.four_rates import four_rates as four_rates
from talweg.course.bank.step.bug_in_the_descent import bug_in_the_descent as bug_in_the_descent
from talweg.course.bank.step.write_the_step import write_the_step as write_the_step
