"""Data-parallel training: as many processes as you like take one process's steps, to rounding."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from typer.testing import CliRunner

import talweg as tw
from talweg.cli import app
from talweg.training.parallel import SIZES, Shared, shared, started_together

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(47, 5)), RNG.integers(3, size=47)
WEIGHTS = RNG.uniform(0.1, 2, 47)


class Together:
    """A communicator of threads."""

    def __init__(self, size: int) -> None:
        self.size, self.barrier, self.parts = size, threading.Barrier(size), {}

    def of(self, rank: int) -> Any:
        outer = self

        class One:
            def Get_rank(self) -> int:  # noqa: N802  # mpi4py's names
                return rank

            def Get_size(self) -> int:  # noqa: N802
                return outer.size

            def Allreduce(self, given: Any, out: Any) -> None:  # noqa: N802
                outer.parts[rank] = given.copy()
                outer.barrier.wait()
                out[...] = sum(outer.parts[each] for each in range(outer.size))
                outer.barrier.wait()

        return One()


def trained(model: Any, **asked: Any) -> Any:
    loss = asked.pop("loss", tw.cross_entropy)
    tw.fit(model, loss, tw.adam(lr=0.02), (X, asked.pop("y", Y)), batch_size=7, epochs=3, seed=1, **asked)
    return model.parameters


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "weighted": {"weights": WEIGHTS},
    "classes weighed": {"loss": tw.cross_entropy(class_weights=[1, 2, 0.5])},
    "labels ignored": {"loss": tw.cross_entropy(ignore=-1), "y": np.where(np.arange(47) % 3, Y, -1)},
    "elementwise": {"loss": tw.huber, "y": RNG.normal(size=(47, 3))},
}


@pytest.mark.parametrize("size", [2, 5, 9])  # of 9, some have no row of a batch of 7, and of its last, of 5
@pytest.mark.parametrize("case", CASES)
def test_several_take_the_steps_of_one(size: int, case: str) -> None:
    alone, together = trained(tw.models.mlp([5, 4, 3], seed=2), **CASES[case]), Together(size)
    found: dict[int, Any] = {}

    def work(rank: int) -> None:
        found[rank] = trained(shared(tw.models.mlp([5, 4, 3], seed=2), together.of(rank)), **CASES[case])

    threads = [threading.Thread(target=work, args=(rank,), daemon=True) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == size
    for each in found.values():
        assert_allclose(each, alone, rtol=1e-9, atol=1e-12)
        assert np.array_equal(each, found[0])


def test_one_process_alone_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tw.models.linear(2, 1)
    assert shared(model, None) is model
    for name in SIZES:
        monkeypatch.delenv(name, raising=False)
    assert started_together() is None
    monkeypatch.setenv(SIZES[0], "4")
    monkeypatch.setitem(sys.modules, "mpi4py", None)
    with pytest.raises(ImportError, match=r"pip install 'talweg\[mpi\]'"):
        started_together()


def test_whatever_else_is_asked_of_it_the_model_answers() -> None:
    model = Shared(tw.models.mlp([5, 4, 3]), Together(1).of(0))
    assert model.sizes == (5, 4, 3)
    assert len(model.layers) == 2
    with pytest.raises(AttributeError):
        _ = model.nothing


@pytest.mark.slow
def test_mpiexec_trains_as_one_process_does(tmp_path: Path) -> None:
    pytest.importorskip("mpi4py")
    if shutil.which("mpiexec") is None:
        pytest.skip("mpiexec is not installed")
    table = tmp_path / "table.csv"
    table.write_text("a,b,side\n" + "".join(f"{a},{b},{'up' if a > b else 'down'}\n" for a, b in X[:, :2]))
    words = ["train", str(table), "--target", "side", "--epochs", "4", "--hidden", "8", "--save"]
    alone = CliRunner().invoke(app, [*words, str(tmp_path / "one.npz")])
    mpi = ["mpiexec", "--allow-run-as-root", "--oversubscribe", "-n", "2", sys.executable, "-m", "talweg"]
    both = subprocess.run([*mpi, *words, str(tmp_path / "two.npz")], capture_output=True, text=True, check=False)
    assert both.returncode == 0, both.stderr

    def told(text: str) -> list[str]:
        found = re.findall(r"accuracy [\d.]+% on .*", text)  # mpiexec puts colours in front of lines
        return [str(line).rpartition(",")[0] for line in found]

    assert told(both.stdout) == told(alone.output) != []
    weights = [tw.load(tmp_path / name).parameters for name in ("one.npz", "two.npz")]
    assert_allclose(weights[1], weights[0], rtol=1e-10)
