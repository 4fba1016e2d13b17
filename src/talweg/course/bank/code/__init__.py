"""Questions on section 9, the rules in code. A new one is a line here."""

from talweg.course.bank.code.bug_in_a_loss import bug_in_a_loss as bug_in_a_loss
from talweg.course.bank.code.bug_in_adam import bug_in_adam as bug_in_adam
from talweg.course.bank.code.bugs_in_rules import (
    bug_in_a_rule as bug_in_a_rule,
    bug_in_the_training as bug_in_the_training,
)
from talweg.course.bank.code.diagnose_the_print import diagnose_the_print as diagnose_the_print
from talweg.course.bank.code.gradient_check import (
    bug_in_the_check as bug_in_the_check,
    central_difference as central_difference,
)
from talweg.course.bank.code.large_logits import large_logits as large_logits
from talweg.course.bank.code.orders import (
    order_of_a_neuron as order_of_a_neuron,
    order_of_the_loop as order_of_the_loop,
)
from talweg.course.bank.code.prints import name_or_copy as name_or_copy, what_the_loop_prints as what_the_loop_prints
from talweg.course.bank.code.race_of_written_rules import race_of_written_rules as race_of_written_rules
from talweg.course.bank.code.same_in_other_words import same_in_other_words as same_in_other_words
from talweg.course.bank.code.which_rule import which_rule as which_rule
from talweg.course.bank.code.whose_loop import whose_loop as whose_loop
