"""Questions on section 5, the race. A new one is a line here."""

from talweg.course.bank.race.after_one_step import after_one_step as after_one_step
from talweg.course.bank.race.best_rate import best_rate as best_rate
from talweg.course.bank.race.bug_in_the_race import bug_in_the_race as bug_in_the_race
from talweg.course.bank.race.flaw_of_a_comparison import flaw_of_a_comparison as flaw_of_a_comparison
from talweg.course.bank.race.gradients_left import gradients_left as gradients_left
from talweg.course.bank.race.largest_rate import largest_rate as largest_rate
from talweg.course.bank.race.order_of_valleys import order_of_valleys as order_of_valleys
from talweg.course.bank.race.rate_of_a_trail import rate_of_a_trail as rate_of_a_trail
from talweg.course.bank.race.sharp_minimum import sharp_minimum as sharp_minimum
from talweg.course.bank.race.steps_to_a_share import steps_to_a_share as steps_to_a_share
from talweg.course.bank.race.true_of_a_race import true_of_a_race as true_of_a_race
from talweg.course.bank.race.true_of_the_race import true_of_the_race as true_of_the_race
from talweg.course.bank.race.tuned_race import tuned_race as tuned_race
from talweg.course.bank.race.turned_valley import turned_valley as turned_valley
from talweg.course.bank.race.ways_to_be_fair import ways_to_be_fair as ways_to_be_fair
from talweg.course.bank.race.what_y_does import what_y_does as what_y_does
from talweg.course.bank.race.when_below import when_below as when_below
from talweg.course.bank.race.who_leads_when import who_leads_when as who_leads_when
from talweg.course.bank.race.who_leaves import who_leaves as who_leaves
from talweg.course.bank.race.who_stands_lowest import who_stands_lowest as who_stands_lowest
from talweg.course.bank.race.whose_loss_curve import whose_loss_curve as whose_loss_curve
