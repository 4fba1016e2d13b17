"""How cost grows: `python -m benchmarks growth [--quick] [--save docs/growth]`.

A step over the number of parameters, a sweep over the number of runs, softmax cross-entropy over the number of classes,
each with one thread and with all, beside the peers that are installed (PyTorch's fused steps, JAX with optax, compiled)
and a floor: what the same traffic, or the same square roots and divisions, take alone. All of one size take turns
(`benchmarks/contest.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work, run
from benchmarks.work import losses, steps, sweeps
from benchmarks.work.peers import FUSED, optax_step, torch_step
from talweg.engine import threads
from talweg.optimizers import OPTIMIZERS

OURS, FLOOR = "Talweg", "floor"
TORCH, JAX = "PyTorch", "JAX"
LEAST = 5  # turns, for the largest of them take seconds
LOGITS = 4_000_000  # of a loss, whatever the number of classes
BLOCK = 4096  # numbers that stay in the nearest cache
GRAIN = 2**16  # numbers that are worth a thread
CORES = threads.count()
Peers = Mapping[str, Work]


@dataclass(frozen=True)
class Point:
    """What one size took: seconds of `name` for a piece of `work` of that `size`, which is so many `units`."""

    work: str
    size: int
    units: int
    threads: int
    name: str
    seconds: float


@dataclass(frozen=True)
class Series:
    """One piece of work at growing sizes; `contest` makes it at one size, for so many threads."""

    work: str
    axis: str
    unit: str
    sizes: tuple[int, ...]
    contest: Callable[[int, int], Contest]
    units: Callable[[int], int]


def series(quick: bool) -> list[Series]:
    """Every series, of small sizes only where it shall be quick."""
    sizes = tuple(10**power for power in range(2, 6 if quick else 9))
    runs = tuple(10**power for power in range(4 if quick else 7))
    classes = (2, 10, 100) if quick else (2, 10, 100, 1_000, 10_000, 100_000)
    logits = LOGITS // 100 if quick else LOGITS
    rules = [
        Series(f"A step of {OPTIMIZERS[name].label}", "parameters", "parameter", sizes, _step(name), lambda size: size)
        for name in ("sgd", "adam")
    ]
    walks = f"Adam on the valley, {sweeps.STEPS} steps"
    return [
        *rules,
        Series(walks, "runs", "step of a run", runs, _sweep, lambda size: size * sweeps.STEPS),
        Series(
            f"Softmax cross-entropy of {logits:,} logits", "classes", "logit", classes,
            lambda size, busy: _cross_entropy(logits, size, busy), lambda size: logits // size * size,
        ),
    ]  # fmt: skip


def measure(about: Mapping[str, str], quick: bool, seconds: float, save: Path | None) -> None:
    """Measure every series, print a row for each size, and save the points and their picture."""
    points: list[Point] = []
    kinds = series(quick)
    for kind in kinds:
        print(f"{kind.work}: nanoseconds for each {kind.unit}")
        for size in kind.sizes:
            for busy in sorted({1, CORES}):
                with limited(busy):
                    found = _points(kind, size, busy, seconds)
                points += found
                each = ", ".join(f"{point.name} {_nanoseconds(point):.3g}" for point in found)
                print(f"{size:>13,} {kind.axis}, {busy} thread{'s' * (busy > 1)}: {each}", flush=True)
    if save:
        rows = [asdict(point) for point in points]
        save.with_suffix(".json").write_text(json.dumps({"about": dict(about), "points": rows}, indent=1) + "\n")
        plot(points, kinds, save.with_suffix(".png"))
        print(f"\nsaved {save.with_suffix('.json')} and {save.with_suffix('.png')}")


@contextmanager
def limited(busy: int) -> Iterator[None]:
    """Let Talweg and PyTorch use so many threads. Those of JAX are counted once, so it is measured with all."""
    held = {name: os.environ.get(name) for name in threads.SETTINGS}
    torch = import_module("torch") if find_spec("torch") else None
    before = torch and torch.get_num_threads()
    os.environ.update(dict.fromkeys(threads.SETTINGS, str(busy)))
    if torch:
        torch.set_num_threads(busy)
    try:
        yield
    finally:
        if torch:
            torch.set_num_threads(before)
        for name, value in held.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _points(kind: Series, size: int, busy: int, seconds: float) -> list[Point]:
    outcome = run(kind.contest(size, busy), seconds, LEAST)
    took = {OURS: outcome.seconds} | {name: outcome.seconds * ratio for name, ratio in outcome.ratios.items()}
    if outcome.floor:
        took[FLOOR] = outcome.seconds / outcome.floor
    return [Point(kind.work, size, kind.units(size), busy, name, each) for name, each in took.items()]


def _nanoseconds(point: Point) -> float:
    return 1e9 * point.seconds / point.units


def _spread(size: int, work: Callable[[slice], object]) -> Callable[[], None]:
    """`work` on all parts of an array, by as many threads as Talweg has."""

    def spread() -> None:
        pieces = threads.parts(size, GRAIN)
        threads.spread(lambda piece: work(slice(*piece)), pieces, len(pieces))

    return spread


def _step(name: str) -> Callable[[int, int], Contest]:
    rule = OPTIMIZERS[name]

    def contest(size: int, busy: int) -> Contest:
        g = (1e-3 * np.random.default_rng(0).normal(size=size)).astype(np.float32)
        peers: dict[str, Work] = {}
        if find_spec("torch"):
            peers[TORCH] = torch_step(FUSED[name], "fused", [g])
        if find_spec("optax") and busy == CORES:
            peers[JAX] = optax_step(name, [g])
        return Contest("growth", f"{name}, {size}", steps.ours(rule, [g]), peers, _traffic(g, len(rule.slots)))

    return contest


def _traffic(g: Any, slots: int) -> Work:
    """Read the gradient, read and write the weights and every slot, and nothing else."""
    w, *states = (np.zeros_like(g) for _ in range(1 + slots))

    def part(piece: slice) -> None:
        np.add(w[piece], g[piece], out=w[piece])
        for state in states:
            np.negative(state[piece], out=state[piece])

    return _spread(g.size, part)


def _sweep(runs: int, busy: int) -> Contest:
    rates = np.geomspace(1e-3, 1, runs)
    peers: dict[str, Work] = {}
    if busy == CORES:
        peers["NumPy"] = sweeps.numpy_sweep(rates, np.float32)
        if find_spec("jax"):
            peers[JAX] = sweeps.jax_sweep(rates)
    numbers = np.linspace(1, 2, BLOCK, dtype=np.float32)
    out = np.empty_like(numbers)

    def roots_and_quotients() -> None:
        np.sqrt(numbers, out=out)
        np.divide(out, numbers, out=out)

    # Adam takes a root and a quotient of each of two coordinates at every step.
    share = 2 * runs * sweeps.STEPS / BLOCK / busy
    ours = sweeps.ours(rates, np.array([5, 3], np.float32))
    return Contest("growth", f"sweep, {runs}", ours, peers, roots_and_quotients, share)


def _cross_entropy(logits: int, classes: int, busy: int) -> Contest:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(logits // classes, classes)).astype(np.float32)
    y = rng.integers(0, classes, len(z))
    flat = z.reshape(-1)
    peers: dict[str, Work] = {}
    if find_spec("torch"):
        peers[TORCH] = losses.torch_loss("ce", z, y)
    if find_spec("jax") and busy == CORES:
        peers[JAX] = losses.jax_loss("ce", z, y)

    def copy() -> None:
        new = np.empty_like(flat)
        _spread(flat.size, lambda piece: np.copyto(new[piece], flat[piece]))()

    return Contest("growth", f"cross_entropy, {classes}", losses.ours(tw.cross_entropy, z, y), peers, copy)


def plot(points: list[Point], kinds: list[Series], path: Path) -> None:
    """A small chart for each series on log axes: one thread dashed, all threads drawn through, the floor as ground."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from talweg.charts.sheet import CONTOUR, INK, finish, plain, sheet
    from talweg.lab.style import INKS

    names = sorted({point.name for point in points} - {OURS, FLOOR})
    inks = {**{name: INKS[place] for place, name in enumerate(names)}, OURS: INK}
    most = max(point.threads for point in points)
    figure = sheet(path, (9, 7.4))
    grid = figure.add_gridspec(3, 2, height_ratios=(14, 14, 1))
    for place, kind in enumerate(kinds):
        axes = figure.add_subplot(grid[divmod(place, 2)])
        plain(axes)
        axes.set(xscale="log", yscale="log", xlabel=kind.axis, ylabel=f"nanoseconds for each {kind.unit}")
        axes.set_title(kind.work, loc="left", fontsize=10)
        mine = [point for point in points if point.work == kind.work]
        lowest = min(map(_nanoseconds, mine)) / 2
        for name, busy in sorted({(point.name, point.threads) for point in mine}, key=lambda line: line[0] == OURS):
            line = [(point.size, _nanoseconds(point)) for point in mine if (point.name, point.threads) == (name, busy)]
            x, y = zip(*line, strict=True)
            dash = "-" if busy == most else "--"
            if name == FLOOR:
                axes.plot(x, y, dash, color=CONTOUR, linewidth=1)
                if busy == most:
                    axes.fill_between(x, y, lowest, color=CONTOUR, alpha=0.18, linewidth=0)
            else:
                axes.plot(x, y, f"o{dash}", color=inks[name], markersize=3, linewidth=2 if name == OURS else 1.2)
        axes.set_ylim(bottom=lowest)
    key: list[Any] = [Line2D([], [], color=inks[name], label=name, marker="o", markersize=3) for name in (OURS, *names)]
    key += [Patch(color=CONTOUR, alpha=0.3, label="below the floor")]
    key += [Line2D([], [], color=INK, linestyle="--", label="one thread")] if most > 1 else []
    foot = figure.add_subplot(grid[2, :])
    foot.set_axis_off()
    foot.legend(handles=key, frameon=False, fontsize=9, loc="center", ncols=len(key))
    finish(figure, path)
