"""Questions on section 9, the rules in code. A new one is a line here."""

from talweg.course.bank.code.bug_in_adam import bug_in_adam as bug_in_adam
