"""Large arrays by several threads: the same numbers however many, in forks, in pools, and where nothing can be kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.engine import fused, fused_losses, threads


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 200, 1000])
@pytest.mark.parametrize("busy", [1, 2, 3, 16])
def test_parts_cover_everything_once(size: int, busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "count", lambda: busy)
    for cut in (threads.parts(size, 70), threads.blocks(size, 70)):
        assert [place for begin, end in cut for place in range(begin, end)] == list(range(size))
    assert len(threads.parts(size, 70)) <= max(1, min(busy, size // 70))
    assert all(begin % threads.ALIGNED == 0 for begin, _ in threads.parts(size, 70))


def test_a_setting_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in threads.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    cores = threads.count()
    assert cores == len(os.sched_getaffinity(0))
    for name in threads.SETTINGS:
        monkeypatch.setenv(name, "1")
        assert threads.count() == 1
        monkeypatch.setenv(name, "several")
        assert threads.count() == cores
        monkeypatch.setenv(name, str(10 * cores))
        assert threads.count() == cores
        monkeypatch.delenv(name)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_second_pass_goes_back_from_where_the_first_met(count: int) -> None:
    from talweg.engine.turns import FIRST, SECOND, next_block

    def taken(turn: Any, part: int, sides: tuple[int, ...]) -> list[tuple[int, int]]:
        """The blocks that sides get which come in this order, each with the side."""
        found = [(side, int(next_block(turn, part, 10, 10 * count, side, 0)[0]) // 10) for side in sides]
        turn[part + 1] = 10 * count  # all are done
        return found

    for first in product((0, 1), repeat=count):
        for second in product((0, 1), repeat=count):
            turn = fused.left()
            there, back = taken(turn, FIRST, first), taken(turn, SECOND, second)
            assert sorted(block for _, block in there) == sorted(block for _, block in back) == list(range(count))
            for side in {*first} & {*second}:
                mine, again = ([block for its, block in each if its == side] for each in (there, back))
                both = min(len(mine), len(again))
                if first.count(0):  # or all were taken from the back, and nobody knows where they met
                    assert mine[::-1][:both] == again[:both]


@pytest.mark.parametrize("size", range(1, 10))
@pytest.mark.parametrize("bad", [np.nan, -np.inf, 1e17])
def test_no_place_is_passed_over(size: int, bad: float) -> None:
    x = np.full(size, 0.5, np.float32)
    assert fused.calm(x)
    for place in range(size):
        x[place] = bad
        assert not fused.calm(x)
        x[place] = 0.5


def some_steps() -> list[Any]:
    draw = np.random.default_rng(0)
    w = draw.normal(size=(7, 100))
    state = tw.adam.init(w)
    for _ in range(3):
        tw.adam.step(w, draw.normal(size=w.shape), state)
    nest = {"a": w.copy(), "b": draw.normal(size=10), "c": np.zeros((0, 3))}
    gathered = tw.pipeline(tw.adam, clip_norm=0.1)
    kept = gathered.init(nest)
    for _ in range(3):
        gathered.step(nest, {name: draw.normal(size=each.shape) for name, each in nest.items()}, kept)
    y = draw.uniform(size=700)
    losses = [tw.binary_cross_entropy.value_and_grad(draw.normal(size=700), y, weights) for weights in (None, y)]
    rows = tw.cross_entropy.value_and_grad(draw.normal(size=(70, 10)), draw.integers(0, 10, 70))
    return [w, *state.slots.values(), *nest.values(), *(part for each in (*losses, rows) for part in each)]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many threads there are, for arrays that are long from 70 entries on."""
    monkeypatch.setattr(fused, "GRAIN", 70)
    monkeypatch.setattr(fused, "BLOCK", 70)
    monkeypatch.setattr(fused_losses, "BLOCK", 70)
    return lambda count: monkeypatch.setattr(threads, "count", lambda: count)


def test_any_number_of_threads_gives_the_same_bits(short: Callable[[int], None]) -> None:
    short(1)
    alone = some_steps()
    for count in (2, 3, 16):
        short(count)
        for ours, theirs in zip(some_steps(), alone, strict=True):
            assert_array_equal(ours, theirs)


def test_many_callers_at_once(short: Callable[[int], None]) -> None:
    short(3)
    expected = some_steps()
    found: list[Any] = []
    callers = [threading.Thread(target=lambda: found.append(some_steps())) for _ in range(8)]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    assert len(found) == 8
    for each in found:
        for ours, theirs in zip(each, expected, strict=True):
            assert_array_equal(ours, theirs)


def test_a_failure_in_any_part_is_raised_after_all_have_ended(short: Callable[[int], None]) -> None:
    ended = []

    def work(piece: tuple[int, int]) -> None:
        if piece[0] % 200 == 0:
            raise ValueError(f"part {piece[0]}")
        ended.append(piece)

    for busy in (1, 4):
        ended.clear()
        with pytest.raises(ValueError, match="part"):
            threads.spread(work, [(i, i + 1) for i in range(100, 900, 100)], busy)
        assert len(ended) >= busy - 1 or busy == 1


LARGE = """
import json, multiprocessing, os, sys
import numpy as np, talweg as tw
from talweg.engine import fused
fused.GRAIN = fused.BLOCK = 70
from talweg.engine import threads
threads.count = lambda: 3
def step(_=0):
    w = np.ones(1000)
    tw.sgd(lr=0.1).step(w, np.ones(1000), tw.sgd.init(w))
    return float(w[-1])
"""


def run(code: str, **settings: Any) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LARGE + code], capture_output=True, text=True, timeout=120, check=False,
        **settings,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_forked_child_has_threads_of_its_own() -> None:
    code = """
step()
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(json.dumps(pool.map_async(step, range(4)).get(60)))
"""
    assert run(code) == [0.9] * 4


@pytest.mark.slow
def test_the_workers_of_joblib_agree() -> None:
    code = """
from joblib import Parallel, delayed
def one(i):
    w = np.ones(1000); tw.sgd(lr=0.1).step(w, np.ones(1000), tw.sgd.init(w)); return float(w[-1])
found = [Parallel(n_jobs=2, backend=backend)(delayed(one)(i) for i in range(3)) for backend in ("loky", "threading")]
print(json.dumps([step(), *found]))
"""
    assert run(code) == [0.9, [0.9] * 3, [0.9] * 3]


def test_numba_s_own_threads_are_never_started() -> None:
    code = """
step()
from numba.np.ufunc import parallel
print(json.dumps(parallel._is_initialized))
"""
    assert run(code) is False


@pytest.mark.slow
def test_kernels_work_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """Neither beside the formulas, nor in the user's folder: a container without a home."""
    code = """
import numba.core.caching as caching
def nowhere(*_): return None
for kind in caching.CacheImpl._locator_classes: kind.from_function = classmethod(nowhere)
print(json.dumps([step(), tw.cross_entropy(np.zeros((2, 3)), [0, 1]), float(tw.mse([1.0], [0.0]))]))
"""
    assert run(code) == [0.9, pytest.approx(np.log(3)), 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["ENOSPC", "EACCES"])
def test_a_disk_that_takes_nothing_is_no_error(fault: str) -> None:
    code = f"""
import errno
import numba.core.caching as caching
def full(*_, **__): raise OSError(errno.{fault}, os.strerror(errno.{fault}))
caching.IndexDataCacheFile.save = full
caching.IndexDataCacheFile.load = lambda *_: None
print(json.dumps([step(), tw.cross_entropy(np.zeros((2, 3)), [0, 1])]))
"""
    assert run(code) == [0.9, pytest.approx(np.log(3))]


@pytest.mark.slow
def test_a_damaged_cache_is_compiled_anew(tmp_path: Path) -> None:
    settings = {"env": os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}}
    assert run("print(json.dumps(step()))", **settings) == 0.9
    kept = [each for each in tmp_path.rglob("*") if each.is_file()]
    # What each pass of each kernel calls is compiled once, and not for every number that stands in a call.
    assert len([each for each in kept if each.match("turns.next_block*.nbc")]) == 1
    for each in kept:
        each.write_bytes(each.read_bytes()[: each.stat().st_size // 2])
    assert run("print(json.dumps(step()))", **settings) == 0.9


@pytest.mark.slow
def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    code = """
w = np.ones(5, "float32")
state = tw.adam.init(w)
for _ in range(2): tw.adam.step(w, w / 2, state)
nest = [w, np.ones((2, 2), "float32")]
rule = tw.pipeline(tw.adam, clip_norm=1.0)
state = rule.init(nest)
for _ in range(3): rule.step(nest, [each / 2 for each in nest], state)
tw.binary_cross_entropy.value_and_grad(w, np.ones(5, "float32"))
tw.sweep("valley", "sgd", lr=np.array([0.1, 0.2]), start=np.ones(2, "float32"), steps=3, noise=0.1, seed=1)
print(json.dumps(None))
"""
    kept = []
    for _ in range(2):
        run(code, env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)})
        kept.append(sorted(str(each) for each in tmp_path.rglob("*.nbc")))
    assert kept[0] == kept[1] != []
