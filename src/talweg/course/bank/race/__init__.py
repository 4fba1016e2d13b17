"""Questions on section 5, the race. A new one is a line here."""

from talweg.course.bank.race.largest_rate import largest_rate as largest_rate
from talweg.course.bank.race.who_stands_lowest import who_stands_lowest as who_stands_lowest
