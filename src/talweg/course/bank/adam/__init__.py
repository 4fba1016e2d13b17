"""Questions on section 7, adaptive rates and Adam. A new one is a line here."""

from talweg.course.bank.adam.first_step import first_step as first_step
from talweg.course.bank.adam.order_of_adam import order_of_adam as order_of_adam
