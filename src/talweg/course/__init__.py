"""Floor 5: the lesson's text, its numbers computed and its formulas typeset when the page is built."""
