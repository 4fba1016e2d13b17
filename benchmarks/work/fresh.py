"""What a new process waits for: the import, the help, and the first step, each in a process of its own.

Python keeps what it compiles, as it does wherever a package is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.contest import Contest, Work

OURS = """
import numpy as np, talweg as tw
w, g = np.zeros(1000, np.float32), np.ones(1000, np.float32)
state = tw.adam.init(w)
tw.adam.step(w, g, state)
"""
NUMBA = """
import numba, numpy as np

@numba.njit(cache=True)
def kernel(w, g):
    for i in range(w.size):
        w[i] -= g[i]

kernel(np.zeros(1000, np.float32), np.ones(1000, np.float32))
"""
TORCH = """
import torch
w = torch.nn.Parameter(torch.zeros(1000))
w.grad = torch.ones(1000)
torch.optim.Adam([w], fused=True).step()
"""
OPTAX = """
import jax, optax
w, g, rule = jax.numpy.zeros(1000), jax.numpy.ones(1000), optax.adam(1e-3)
jax.block_until_ready(jax.jit(rule.update)(g, rule.init(w)))
"""


def contests(_: bool) -> Iterator[Contest]:
    """Import and help; the first step where a kernel is kept on disk, and where none is, beside Numba's least."""
    torch, optax = find_spec("torch"), find_spec("optax")
    imports = {name: fresh(f"import {name}") for name in ("torch", "jax") if find_spec(name)}
    yield Contest("fresh", "import talweg", fresh("import talweg"), imports, fresh("import numpy"))
    yield Contest("fresh", "talweg --help", lambda: _run(["-m", "talweg", "--help"]), {}, fresh("import numpy"))
    steps = ({"torch fused": fresh(TORCH)} if torch else {}) | ({"optax, jitted": fresh(OPTAX)} if optax else {})
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kernel.py").write_text(NUMBA)
        numba = partial(_run, [str(Path(folder) / "kernel.py")])
        yield Contest("fresh", "first step, kernel on disk", fresh(OURS), steps, numba)

    def cold() -> None:
        with tempfile.TemporaryDirectory() as folder:
            _run(["-c", OURS], {"NUMBA_CACHE_DIR": folder})

    yield Contest("fresh", "first step, no kernel on disk", cold, steps, fresh("import numba, numpy"))


def fresh(code: str) -> Work:
    """The code in a new process."""
    return lambda: _run(["-c", code])


def _run(arguments: list[str], variables: dict[str, str] | None = None) -> None:
    home = Path(__file__).parents[2]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, *arguments], check=True, cwd=home, env={**kept, **(variables or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
