"""The lesson "When a step is too long": a text for each section, and beside it the numbers that it quotes."""

TITLE = "When a step is too long"

LEAD = """
The same line that walks down a hill can throw you off it. This lesson shows at which rate, and one way to hold on.
"""

SECTIONS = ("overshoot", "bounded")
