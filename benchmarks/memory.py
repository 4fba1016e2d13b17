"""What memory is taken: `python -m benchmarks memory [--large] [--save docs/memory]`.

Each row is measured in a process of its own. A step's is what it allocates beside its arrays, by tracemalloc, which
hears of all of NumPy's; of `fit` it is how far the peak of the process rises above what it was before the data were
made, beside what must be there: data, parameters with their gradient, slots, and the activations of a batch with
theirs. One copy of the parameters comes to that: the last with a finite loss and gradient, which `fit` puts back where
a step fails. Of a table it is likewise, beside the size of its file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MEGABYTE = 2**20
STEP = """
import tracemalloc
import numpy as np, talweg as tw
w, g = np.zeros({size}, np.float32), np.ones({size}, np.float32)
rule = tw.pipeline(tw.adam, clip_norm=1.0, decay=0.01, average=0.9) if {pipeline} else tw.adam
state = rule.init(w)
for _ in range(3):
    rule.step(w, g, state)
tracemalloc.start()
for _ in range(5):
    rule.step(w, g, state)
print(tracemalloc.get_traced_memory()[1], 0)
"""
FIT = """
import itertools, resource
import numpy as np, talweg as tw
layers, rows, batch = {layers}, {rows}, 256
rule = tw.pipeline("adam", states={states!r})
def run(X, y, layers, epochs=1):
    model = tw.models.mlp(layers, seed=0, dtype=np.float32)
    tw.fit(model, tw.cross_entropy, rule, (X, y), epochs=epochs, batch_size=batch)
    return model.parameters.nbytes
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * {unit}
run(np.zeros((2, 4), np.float32), np.zeros(2, int), [4, 4, 2], 3)  # what is loaded and compiled is no part of it,
np.ones((512, 512), np.float32) @ np.ones((512, 512), np.float32)  # nor what BLAS keeps for all its products
before = peak()
X = np.random.default_rng(0).random((rows, layers[0]), np.float32)
y = np.zeros(rows, int)
size = run(X, y, layers)
slots = {{None: 2.0, "bfloat16": 1.0}}[{states!r}]
activations = 2 * 4 * batch * sum(layers)
print(peak() - before, int(X.nbytes + y.nbytes + size * (2 + slots) + activations))
"""
TABLE = """
import os, resource, tempfile
import numpy as np
from talweg.adapters.tables import read_table
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * {unit}
draw = np.random.default_rng(0)
lines = [",".join(f"{{x:.4f}}" for x in draw.normal(size=9)) + "," + str(draw.choice(["red", "green"])) + "\\n"
         for _ in range(10_000)]
with tempfile.TemporaryDirectory() as folder:
    def read(times):
        path = os.path.join(folder, f"{{times}}.csv")
        with open(path, "w") as file:
            file.write(",".join([*map(str, "abcdefghy"), "kind"]) + "\\n")
            file.writelines("".join(lines) for _ in range(times))
        before = peak()
        read_table(path, "y")
        return peak() - before, os.path.getsize(path)
    read(1)  # what is loaded is no part of it
    print(*read({rows} // len(lines)))
"""


def measure(about: dict[str, str], large: bool, save: Path | None) -> None:
    """Print a row for each piece of work; with `save` write them as JSON."""
    found = []
    for name, code in _pieces(large):
        done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
        taken, least = map(int, done.stdout.split())
        found.append({"name": name, "bytes": taken, "least": least})
        beside = f"{taken / least:.2f} x what must be there" if least else f"{taken:,} bytes"
        print(f"{name:<64} {taken / MEGABYTE:9.2f} MB  {beside}", flush=True)
    if save:
        path = save.with_suffix(".json")
        path.write_text(json.dumps({"about": about, "rows": found}, indent=1) + "\n")
        print(f"\nsaved {path}")


def _pieces(large: bool) -> Iterator[tuple[str, str]]:
    """What is measured: its name, and the code that prints the bytes taken, and those that must be there."""
    for size in (10_000, 1_000_000, *([25_000_000] if large else [])):
        for pipeline in (False, True):
            name = f"{'clip, decay, adam, average' if pipeline else 'adam'}, a step of {size:,}"
            yield name, STEP.format(size=size, pipeline=pipeline)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
    # Much data and few parameters; few data and many parameters.
    for layers, rows in (([784, 128, 10], 200_000 if large else 50_000), ([784, 2048, 2048, 10], 2_048)):
        for states in (None, "bfloat16"):
            name = f"fit, {'-'.join(map(str, layers))}, {rows:,} examples, slots in {states or 'float32'}"
            yield name, FIT.format(layers=layers, rows=rows, states=states, unit=unit)
    rows = 1_000_000
    yield f"read_table, a CSV file of {rows:,} rows and 10 columns", TABLE.format(rows=rows, unit=unit)
