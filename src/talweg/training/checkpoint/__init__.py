"""A run kept in a file, whole or not at all, and brought back from it."""
