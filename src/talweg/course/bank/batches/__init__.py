"""Questions on section 4, all of the data, one example or a few. A new one is a line here."""

from talweg.course.bank.batches.after_the_same_work import after_the_same_work as after_the_same_work
from talweg.course.bank.batches.batch_for_precision import batch_for_precision as batch_for_precision
from talweg.course.bank.batches.batch_that_climbs import batch_that_climbs as batch_that_climbs
from talweg.course.bank.batches.bug_in_the_batches import bug_in_the_batches as bug_in_the_batches
from talweg.course.bank.batches.cheapest_run import cheapest_run as cheapest_run
from talweg.course.bank.batches.error_against_size import error_against_size as error_against_size
from talweg.course.bank.batches.fan_of_arrows import fan_of_arrows as fan_of_arrows
from talweg.course.bank.batches.noise_of_a_batch import noise_of_a_batch as noise_of_a_batch
from talweg.course.bank.batches.order_of_a_pass import order_of_a_pass as order_of_a_pass
from talweg.course.bank.batches.step_of_a_batch import step_of_a_batch as step_of_a_batch
from talweg.course.bank.batches.time_of_a_pass import time_of_a_pass as time_of_a_pass
from talweg.course.bank.batches.true_of_batches import true_of_batches as true_of_batches
from talweg.course.bank.batches.updates_in_training import updates_in_training as updates_in_training
from talweg.course.bank.batches.who_settles_nearest import who_settles_nearest as who_settles_nearest
