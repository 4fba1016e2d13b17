"""Questions on section 2, what a loss does. A new one is a line here."""

from talweg.course.bank.loss.right_slot import right_slot as right_slot
from talweg.course.bank.loss.two_errors import two_errors as two_errors
