"""Questions on section 4, all of the data, one example or a few. A new one is a line here."""

from talweg.course.bank.batches.noise_of_a_batch import noise_of_a_batch as noise_of_a_batch
