"""How fast, beside others: `python -m benchmarks [GROUP ...] [--large] [--save docs/benchmarks]`.

All contestants take turns in one process, with the threads of all libraries alive; printed are the median time of ours,
the median of the ratios (2.0: the peer takes twice as long) and how many times the floor ours takes: the least that the
work's traffic or products can take, measured in the same turns. Nothing is installed: peers that are missing are left
out (they are the extra "peers"). How cost grows with the size is measured by `python -m benchmarks growth`,
and what memory is taken by `python -m benchmarks memory`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

GROUPS = ("steps", "whole", "doors", "around", "losses", "training", "sweeps", "fresh")
GROWTH, MEMORY = ALONE = ("growth", "memory")
PEERS = ("numpy", "numba", "torch", "pytorch-optimizer", "heavyball", "jax", "optax", "scikit-learn")
SLOW = ("OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_MAIN_FREE")
"""Variables that slow NumPy's own BLAS where a shell has set them for another."""


def main() -> None:
    """Measure the groups that were asked for, and print a row for each contest."""
    if any(name in os.environ for name in SLOW):  # read when NumPy is loaded: begin again without
        rest = {name: value for name, value in os.environ.items() if name not in SLOW}
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks", *sys.argv[1:]], rest)
    parser = argparse.ArgumentParser("python -m benchmarks", description=(__doc__ or "").partition(":")[0])
    known = ", ".join(GROUPS) + f"; or {' or '.join(ALONE)}, alone"
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, *ALONE, []], default=[], metavar="GROUP", help=known)
    parser.add_argument("--large", action="store_true", help="25 M parameters, 10 M examples, a million runs")
    parser.add_argument("--quick", action="store_true", help="of growth, the small sizes alone")
    parser.add_argument("--seconds", type=float, default=1.0, help="about how long each contest takes")
    parser.add_argument("--only", default="", help="only contests whose name holds this")
    parser.add_argument("--save", type=Path, help="write FILE.json and FILE.png")
    parser.add_argument("--keep", action="store_true", help="keep what FILE.json has of contests that are not run")
    given = parser.parse_args()
    for name in ALONE:
        if name in given.groups and given.groups != [name]:
            parser.error(f"{name} is measured alone, got {' '.join(given.groups)}")
    if given.save and not given.save.parent.is_dir():
        parser.error(f"there is no folder {given.save.parent} to write to")
    about = surroundings()
    print("; ".join(f"{name} {value}" for name, value in about.items()) + "\n")

    if given.groups == [GROWTH]:
        from benchmarks.growth import measure

        measure(about, given.quick, given.seconds, given.save)
        return
    if given.groups == [MEMORY]:
        from benchmarks import memory

        memory.measure(about, given.large, given.save)
        return
    from benchmarks.contest import run

    told = _told(given.save.with_suffix(".json"), about) if given.save and given.keep else {}
    outcomes = []
    for group in given.groups or GROUPS:
        for contest in import_module(f"benchmarks.work.{group}").contests(given.large):
            if given.only not in contest.name:
                continue
            outcome = run(contest, given.seconds)
            outcomes.append(outcome)
            others = ", ".join(f"{name} {ratio:.2f}" for name, ratio in outcome.ratios.items())
            floor = "" if outcome.floor is None else f"{outcome.floor:6.2f} x floor"
            print(f"{outcome.name:<52} {_duration(outcome.seconds):>10}  {floor:<14}  {others}", flush=True)
    if given.save:
        outcomes = list((told | {each.name: each for each in outcomes}).values())
        given.save.with_suffix(".json").write_text(
            json.dumps({"about": about, "outcomes": [asdict(each) for each in outcomes]}, indent=1) + "\n"
        )
        _plot(outcomes, given.save.with_suffix(".png"))
        print(f"\nsaved {given.save.with_suffix('.json')} and {given.save.with_suffix('.png')}")


def _told(path: Path, about: dict[str, str]) -> dict[str, Any]:
    """What `path` has of contests, by name, on the same machine and beside the same peers."""
    from benchmarks.contest import Outcome

    told = json.loads(path.read_text()) if path.exists() else {"about": about, "outcomes": []}
    if told["about"] != about:
        raise SystemExit(f"{path} was measured with other versions or on another machine; leave out --keep")
    return {each["name"]: Outcome(**each) for each in told["outcomes"]}


def surroundings() -> dict[str, str]:
    """The machine, and what there is to stand beside."""
    from talweg.engine import threads

    found = {"machine": platform.machine(), "threads": str(threads.count()), "Python": platform.python_version()}
    for name in PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _duration(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def _plot(outcomes: list[Any], path: Path) -> None:
    """Every ratio as a point on a log axis, a row a contest."""
    from talweg.charts.sheet import INK, finish, plain, sheet
    from talweg.lab.style import INKS

    shown = [each for each in outcomes if each.ratios]
    names = sorted({name for each in shown for name in each.ratios})
    figure = sheet(path, (9, 1.1 + 0.28 * len(shown)))
    axes = figure.subplots()
    plain(axes)
    for place, name in enumerate(names):
        points = [(each.ratios[name], -row) for row, each in enumerate(shown) if name in each.ratios]
        axes.plot(*zip(*points, strict=True), "o", color=INKS[place % len(INKS)], label=name, markersize=5)
    axes.axvline(1, color=INK, linewidth=1)
    axes.set_xscale("log")
    axes.margins(y=0.02)
    axes.set_yticks([-row for row in range(len(shown))], [each.name for each in shown], fontsize=7)
    axes.set(xlabel="the peer's time / Talweg's: right of the line Talweg is faster")
    axes.legend(frameon=False, fontsize=7, loc="lower center", bbox_to_anchor=(0.3, 1.0), ncols=6)
    finish(figure, path)


if __name__ == "__main__":
    main()
