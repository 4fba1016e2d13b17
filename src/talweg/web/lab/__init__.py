"""The lab page: comparisons that visitors ask for, each in a process of its own, told as they go."""
