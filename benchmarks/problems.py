"""What has been reached on the problems of real data, and from where on a run counts as having solved one.

    python benchmarks/problems.py [--store study.db]

writes src/talweg/lab/problems/known.json: for each problem the lowest median, over ten seeds, of momentum, Adam and
AdamW with a cosine schedule after 16 trials each, and the target: the value at which 95 % of the way there from the
start is done.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

import talweg as tw
from talweg import atomic
from talweg.lab.problems.real import REAL

RULES = ("momentum", "adam", "adamw@cosine")
KNOWN = Path(tw.__file__).parent / "lab/problems/known.json"
WAY = 0.95


def main() -> None:
    """Measure all and write them down."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--store", help="keep every run here, and go on from there")
    store = asked.parse_args().store
    problems = {}
    for problem in REAL:
        found = tw.compare(problem, RULES, budgets=16, seeds=10, sensitivity=False, store=store)
        ends = {rule: float(np.median(found.values(rule))) for rule in RULES}
        best, winner = min((end, rule) for rule, end in ends.items())
        start = float(np.median([problem.run("sgd:lr=0", seed=seed, steps=1).values[0] for seed in range(10)]))
        target = start - WAY * (start - best)
        problems[problem.name] = {"best": float(f"{best:.4g}"), "target": float(f"{target:.4g}"), "by": winner}
        print(f"{problem.name:22} start {start:8.4g}  best {best:8.4g} by {winner:14} target {target:.4g}", flush=True)
    versions = {name: version(name) for name in ("talweg", "numpy", "scikit-learn")}
    said = {"command": "python benchmarks/problems.py", "date": f"{datetime.now(UTC):%Y-%m-%d}", "versions": versions}
    atomic.write(KNOWN, (json.dumps({**said, "problems": problems}, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
