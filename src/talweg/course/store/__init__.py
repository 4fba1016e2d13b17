"""What learners have answered, durably: the only room with SQL."""

from talweg.course.store.store import Store, data_directory, now

__all__ = ["Store", "data_directory", "now"]
