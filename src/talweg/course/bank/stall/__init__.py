"""Questions on section 3, why cross-entropy and not squared error. A new one is a line here."""

from talweg.course.bank.stall.stalled_gradient import stalled_gradient as stalled_gradient
