"""Questions on section 7, adaptive rates and Adam. A new one is a line here."""

from talweg.course.bank.adam.adam_at_four_rates import adam_at_four_rates as adam_at_four_rates
from talweg.course.bank.adam.bias_correction import (
    average_from_zero as average_from_zero,
    two_gradients_corrected as two_gradients_corrected,
    what_to_divide_by as what_to_divide_by,
)
from talweg.course.bank.adam.bug_in_the_loop import bug_in_the_loop as bug_in_the_loop
from talweg.course.bank.adam.diagnose_moves import diagnose_moves as diagnose_moves
from talweg.course.bank.adam.first_step import first_step as first_step
from talweg.course.bank.adam.memory import two_windows as two_windows, what_is_remembered as what_is_remembered
from talweg.course.bank.adam.order_by_step import order_by_step as order_by_step
from talweg.course.bank.adam.order_of_adam import order_of_adam as order_of_adam
from talweg.course.bank.adam.rare_weight import after_a_spike as after_a_spike, rare_weight as rare_weight
from talweg.course.bank.adam.step_lengths import (
    adagrad_on_a_steady_slope as adagrad_on_a_steady_slope,
    eps_beside_the_gradient as eps_beside_the_gradient,
    first_step_of_rmsprop as first_step_of_rmsprop,
    gradient_turns_round as gradient_turns_round,
    rate_after_sgd as rate_after_sgd,
    steps_for_a_distance as steps_for_a_distance,
)
from talweg.course.bank.adam.true_of_rules import blind_to_scale as blind_to_scale, true_of_adam as true_of_adam
from talweg.course.bank.adam.two_weights import scaled_loss as scaled_loss, two_weights as two_weights
from talweg.course.bank.adam.whose_moves import whose_moves as whose_moves
from talweg.course.bank.adam.whose_trail import whose_trail as whose_trail
from talweg.course.bank.adam.write_adam import (
    write_adams_averages as write_adams_averages,
    write_adams_step as write_adams_step,
)
from talweg.course.bank.adam.write_rmsprop import write_rmsprop as write_rmsprop
from talweg.course.bank.adam.write_the_decay import write_the_decay as write_the_decay
