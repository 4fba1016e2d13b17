"""The lessons: a text and the values it quotes, side by side."""
