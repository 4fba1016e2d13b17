"""A training run that is killed again and again: run by test_checkpoints.py in a process of its own.

`python killed_run.py FOLDER SEED` prints as JSON what an uninterrupted run came to, what the killed one came to, and
how often, and where, it was killed. Each run is a forked child, so that none pays for the imports.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from talweg import atomic
from talweg.losses import cross_entropy
from talweg.models import mlp
from talweg.optimizers import adam
from talweg.schedules import cosine
from talweg.training import fit, load

EPOCHS, STEPS = 25, 25 * 7


def train(path: Path | None) -> str:
    """The run: an mlp, shuffled, a schedule, Adam, a ragged last batch. A digest of all that it came to."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(53, 6)), rng.integers(0, 3, 53)
    model = mlp([6, 8, 3], seed=1)
    rule = adam(lr=cosine(peak=0.02, total=STEPS, warmup=5), beta1=0.8)
    keep = {} if path is None else {"checkpoint": path, "checkpoint_every": 3, "resume": True}
    history = fit(model, cross_entropy, rule, (X, y), batch_size=8, epochs=EPOCHS, seed=5, validation=(X, y), **keep)
    parts = [model.parameters, history.losses, history.scheduled["lr"]]
    parts += [np.array([row.loss, row.validation_loss, row.validation_accuracy]) for row in history.epochs]
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_a_moment(delay: float) -> Callable[[], None]:
    """Killed from another thread, wherever the run is then."""

    def plant() -> None:
        threading.Thread(target=lambda: (time.sleep(delay), die()), daemon=True).start()

    return plant


def around(name: str, after: bool, count: int) -> Callable[[], None]:
    """Killed just before, or just after, the `count`-th call of os.<name> that a save makes."""

    def plant() -> None:
        real, left = getattr(os, name), [count]

        def deadly(*arguments: Any) -> Any:
            left[0] -= 1
            if not left[0] and not after:
                die()
            result = real(*arguments)
            if not left[0]:
                die()
            return result

        setattr(os, name, deadly)

    return plant


def halfway(count: int) -> Callable[[], None]:
    """Killed when half of the `count`-th file is on the disk."""

    def plant() -> None:
        left = [count]

        def opened(*arguments: Any) -> Any:
            file = builtins.open(*arguments)  # noqa: SIM115
            left[0] -= 1
            if left[0]:
                return file

            class Half:
                def __enter__(self) -> Half:
                    return self

                def __exit__(self, *_: object) -> None:
                    file.close()

                def write(self, data: bytes) -> None:
                    file.write(data[: len(data) // 2])
                    file.flush()
                    os.fsync(file.fileno())
                    die()

            return Half()

        atomic.open = opened  # type: ignore[attr-defined]

    return plant


def child(path: Path, plant: Callable[[], None]) -> bool:
    """Whether a run with this plant was killed."""
    number = os.fork()
    if not number:
        plant()
        train(path)
        os._exit(0)
    status = os.waitpid(number, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def main(folder: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    path = folder / "run.npz"
    reference = train(None)
    spots: list[Callable[[], None]] = [
        *(at_a_moment(float(delay)) for delay in rng.uniform(0.0005, 0.02, 8)),
        *(around(name, after, int(rng.integers(1, 5))) for name in ("replace", "fsync") for after in (False, True)),
        *(halfway(int(rng.integers(1, 5))) for _ in range(3)),
    ]
    rng.shuffle(spots)  # type: ignore[arg-type]
    kills, stood = 0, []
    for plant in spots:
        kills += child(path, plant)
        # Whatever instant it was, the file is whole, or not there yet.
        if path.exists():
            state = load(path).state
            assert state is not None
            stood.append(state.t)
    resumed = train(path)
    left = sorted(each.name for each in folder.iterdir())
    print(json.dumps({"reference": reference, "resumed": resumed, "kills": kills, "stood": stood, "left": left}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
