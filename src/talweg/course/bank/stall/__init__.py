"""Questions on section 3, why cross-entropy and not squared error. A new one is a line here."""

from talweg.course.bank.stall.loss_for_the_task import loss_for_the_task as loss_for_the_task
from talweg.course.bank.stall.slope_of_the_sigmoid import slope_of_the_sigmoid as slope_of_the_sigmoid
from talweg.course.bank.stall.stalled_gradient import stalled_gradient as stalled_gradient
from talweg.course.bank.stall.ratio_of_pulls import ratio_of_pulls as ratio_of_pulls
from talweg.course.bank.stall.change_of_a_weight import change_of_a_weight as change_of_a_weight
from talweg.course.bank.stall.order_of_the_cancelling import order_of_the_cancelling as order_of_the_cancelling
from talweg.course.bank.stall.pull_over_the_logit import pull_over_the_logit as pull_over_the_logit
from talweg.course.bank.stall.loudest_example import loudest_example as loudest_example
from talweg.course.bank.stall.true_of_both_losses import true_of_both_losses as true_of_both_losses
from talweg.course.bank.stall.learning_curves import learning_curves as learning_curves
from talweg.course.bank.stall.who_gets_over import who_gets_over as who_gets_over
from talweg.course.bank.stall.bug_in_the_pull import bug_in_the_pull as bug_in_the_pull
from talweg.course.bank.stall.way_out_of_the_stall import way_out_of_the_stall as way_out_of_the_stall
from talweg.course.bank.stall.write_the_pull import write_the_pull as write_the_pull
