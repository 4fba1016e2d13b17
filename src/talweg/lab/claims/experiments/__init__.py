"""The experiments, one file a claim, in the order of the lesson."""
