"""Floor 6: the site. Nothing here computes; it shows what the floors below hold."""
