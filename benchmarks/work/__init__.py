"""What is measured: one file a kind of work, whose `contests(large)` yields them with the peers that are installed."""
