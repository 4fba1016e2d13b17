"""The lesson "Loss functions and optimization": a text for each section, and beside it the numbers it quotes."""

TITLE = "Loss functions and optimization"

LEAD = """
Backpropagation has handed you a gradient for every weight. Two questions are left: which number should go down, and
what step do you take with its gradient? This lesson answers both, and lets you walk.
"""

SECTIONS = ("step", "loss", "stall", "batches", "race", "momentum", "adam", "schedule", "code", "check")
