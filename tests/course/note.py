"""What the course notes, so that a page need not wait for it: numbers that take seconds to measure.

`python tests/course/note.py` measures and writes them; `test_noted.py` holds them to what is measured.
"""

from __future__ import annotations

import json

from talweg.course.data import batches, stall
from talweg.course.lessons.loss_and_optimization import adam, batches as lesson_batches, schedule
from talweg.course.noted import FILE, Noted

NOTED: tuple[Noted, ...] = (batches.values, stall.values, lesson_batches.values, adam.trial, schedule.walks)

if __name__ == "__main__":
    rows = {each.name: {"source": each.source, "numbers": each.measure()} for each in NOTED}
    lines = (f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
