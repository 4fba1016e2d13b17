"""Questions on section 1, from the gradient to the step. A new one is a line here."""

from talweg.course.bank.step.one_step import one_step as one_step
