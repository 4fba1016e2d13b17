"""Floor 5: races and their pictures."""
