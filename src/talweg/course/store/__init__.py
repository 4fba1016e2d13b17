"""What learners have answered, durably: the only room with SQL."""

from talweg.course.store.clock import DAY, MINUTE, now
from talweg.course.store.store import Store, data_directory

__all__ = ["DAY", "MINUTE", "Store", "data_directory", "now"]
