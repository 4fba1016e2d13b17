"""Questions on section 8, schedules. A new one is a line here."""

from talweg.course.bank.schedule.along_the_cosine import along_the_cosine as along_the_cosine
