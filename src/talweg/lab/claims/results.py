"""Outcomes as they are kept: JSON beside the claims, with date and versions, judged anew when they are read."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from talweg import atomic
from talweg.errors import RangeError
from talweg.lab.claims import CLAIMS
from talweg.lab.claims.claim import Measured, Outcome
from talweg.lab.claims.estimate import Number
from talweg.lab.claims.figure import Curve, Figure

PACKAGES = ("talweg", "numpy", "scikit-learn", "scipy")


@dataclass(frozen=True, eq=False, repr=False)
class Kept:
    """An outcome with the day, the versions and the processor that it was measured with."""

    outcome: Outcome
    date: str
    versions: Mapping[str, str]
    processor: str


def now(outcome: Outcome) -> Kept:
    """An outcome of this moment and machine."""
    versions = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    return Kept(outcome, datetime.now(UTC).date().isoformat(), versions, platform.machine())


_also: list[Path] = []


def add(path: Path) -> None:
    """Add what `save` kept in a file to the outcomes of this process, before any is asked for. Raises RangeError."""
    _of_file(path)
    _also.append(path)


@cache
def kept() -> Mapping[str, Kept]:
    """The thorough outcomes that come with the package, by the claim's name, in the order of the lesson."""
    ours = read(json.loads(files(__package__).joinpath("results.json").read_text("utf-8")))
    return {name: each for found in (*map(_of_file, _also), ours) for name, each in found.items()} if _also else ours


def _of_file(path: Path) -> dict[str, Kept]:
    try:
        return read(json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RangeError(f"{path} holds no outcomes of claims; name another file, or a new one") from None


def read(found: Mapping[str, Any]) -> dict[str, Kept]:
    """What `written` wrote. Verdict and words are made now, of the numbers, by the claims as they are now."""
    known = {name: row for name in CLAIMS if (row := found.get(name)) is not None}
    return {name: _read(name, row) for name, row in known.items()}


def _read(name: str, row: Mapping[str, Any]) -> Kept:
    figure = {**row["figure"], "curves": tuple(Curve(**_tuples(each)) for each in row["figure"]["curves"])}
    measured = Measured(tuple(Number(**each) for each in row["numbers"]), Figure(**figure))
    outcome = CLAIMS[name].judged(measured, row["thorough"], row["seed"], row["seconds"])
    return Kept(outcome, row["date"], row["versions"], row["processor"])


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def written(all_of: Iterable[Kept]) -> str:
    """Outcomes as JSON, a claim a line."""
    rows = [f"{json.dumps(each.outcome.claim)}: {json.dumps(_row(each), ensure_ascii=False)}" for each in all_of]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _row(each: Kept) -> dict[str, Any]:
    outcome = each.outcome
    return {
        "date": each.date,
        "versions": dict(each.versions),
        "processor": each.processor,
        "thorough": outcome.thorough,
        "seed": outcome.seed,
        "seconds": round(outcome.seconds, 1),
        "numbers": [asdict(number) for number in outcome.numbers.values()],
        "figure": asdict(outcome.figure),
    }


def save(path: str | Path, outcomes: Iterable[Kept]) -> int:
    """Keep outcomes in a file, in place of those of the same claims that are there; how many it then holds.

    Raises RangeError for a file that is there and holds no outcomes, and OSError.
    """
    there = Path(path)
    before = _of_file(there) if there.exists() else {}
    after = {**before, **{each.outcome.claim: each for each in outcomes}}
    ordered = [after[name] for name in CLAIMS if name in after]
    atomic.write(there, written(ordered).encode())
    return len(ordered)
