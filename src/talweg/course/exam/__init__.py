"""The Exam Center: practice, review, mistakes and timed exams over the bank, kept in the store."""
