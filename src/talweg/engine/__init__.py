"""Floor 1: the readers that run formulas. They take a formula and name none."""
