"""How much of a fresh exam a table of answers to the public bank holds: what an unsupervised result is worth.

    python benchmarks/answer_table.py                        # a short look
    python benchmarks/answer_table.py --seeds 25,100,400 --papers 100 --keep

With --keep the numbers go into the package, with the day and the version; the teacher's page /teacher/unsupervised
shows them. The long run takes some ten minutes.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import talweg
from talweg.course.bank import BANK
from talweg.course.exam.answer_table import KEPT, Measured, keep, measure
from talweg.course.exam.blueprint import chosen

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exam", default="OA-1", help="a blueprint, by name or file")
    parser.add_argument("--seeds", default="5,20", help="sizes of the table, rising, with commas")
    parser.add_argument("--papers", type=int, default=20, help="fresh papers that each table is laid beside")
    parser.add_argument("--keep", action="store_true", help="write the numbers into the package")
    given = parser.parse_args()
    rows = measure(chosen(given.exam), sorted(map(int, given.seeds.split(","))), given.papers)
    print(f"{given.exam}, {given.papers} fresh papers\n\n seeds  questions word for word  marks")
    for row in rows:
        print(f"{row.seeds:6}  {row.questions:23.0%}  {row.marks:5.0%}")
    if given.keep:
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        keep(Measured(given.exam, talweg.__version__, day, given.papers, len(BANK), rows), Path(str(KEPT)))
        print(f"\nkept in {KEPT}")
