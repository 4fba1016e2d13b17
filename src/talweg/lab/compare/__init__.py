"""Fair comparisons of rules, losses and schedules on problems."""
