"""Questions on section 2, what a loss does. A new one is a line here."""

from talweg.course.bank.loss.right_slot import right_slot as right_slot
from talweg.course.bank.loss.two_errors import two_errors as two_errors
from talweg.course.bank.loss.error_grows import error_grows as error_grows
from talweg.course.bank.loss.know_nothing import know_nothing as know_nothing
from talweg.course.bank.loss.outlier_share import outlier_share as outlier_share
from talweg.course.bank.loss.huber_charges import huber_charges as huber_charges
from talweg.course.bank.loss.curve_of_a_loss import curve_of_a_loss as curve_of_a_loss
from talweg.course.bank.loss.logits_to_loss import logits_to_loss as logits_to_loss
from talweg.course.bank.loss.order_of_cross_entropy import order_of_cross_entropy as order_of_cross_entropy
from talweg.course.bank.loss.pull_on_the_logits import pull_on_the_logits as pull_on_the_logits
from talweg.course.bank.loss.best_constant import best_constant as best_constant
from talweg.course.bank.loss.which_model_wins import which_model_wins as which_model_wins
from talweg.course.bank.loss.true_of_cross_entropy import true_of_cross_entropy as true_of_cross_entropy
from talweg.course.bank.loss.probability_behind_a_loss import probability_behind_a_loss as probability_behind_a_loss
from talweg.course.bank.loss.sum_instead_of_mean import sum_instead_of_mean as sum_instead_of_mean
from talweg.course.bank.loss.gradient_bars import gradient_bars as gradient_bars
from talweg.course.bank.loss.which_loss_arrives import which_loss_arrives as which_loss_arrives
from talweg.course.bank.loss.accuracy_or_loss import accuracy_or_loss as accuracy_or_loss
from talweg.course.bank.loss.bug_in_cross_entropy import bug_in_cross_entropy as bug_in_cross_entropy
from talweg.course.bank.loss.write_the_gradient import (
    write_a_gradient as write_a_gradient,
    write_a_pull_of_softmax as write_a_pull_of_softmax,
)
