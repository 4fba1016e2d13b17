"""Several claims at once, on all cores of this machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from talweg.charts.progress import bars
from talweg.errors import unknown
from talweg.lab.claims import CLAIMS
from talweg.lab.claims.claim import Claim, Outcome
from talweg.lab.claims.results import kept


def outcomes(
    names: Iterable[str],
    thorough: bool = False,
    seed: int = 0,
    jobs: int = -1,
    prepare: Callable[[], object] | None = None,
    progress: bool | None = None,
) -> Iterator[Outcome]:
    """The outcome of each named claim as soon as it is there, by `jobs` processes; -1 is one a core.

    Each process computes on one core, so that what one claim measures does not depend on what else runs; what measures
    time comes first, alone. `prepare` is called in each process before, for claims that do not come with the package.
    progress: a bar on a terminal or in a notebook (None), always, or never.
    Raises UnknownNameError before anything runs.
    """
    wanted = [_claim(name) for name in dict.fromkeys(names)]
    with bars(progress, counted=True) as bar:
        task = bar.add_task("claims", total=len(wanted)) if bar else None
        for outcome in _outcomes(wanted, thorough, seed, jobs, prepare):
            if bar and task is not None:
                bar.advance(task)
            yield outcome


def _outcomes(
    wanted: list[Claim], thorough: bool, seed: int, jobs: int, prepare: Callable[[], object] | None
) -> Iterator[Outcome]:
    from joblib import Parallel, delayed, parallel_config

    yield from (claim.run(thorough, seed) for claim in wanted if claim.timed)
    rest = sorted((claim.name for claim in wanted if not claim.timed), key=_length, reverse=True)
    if not rest:
        return
    with parallel_config("loky", n_jobs=min(jobs, len(rest)) if jobs > 0 else jobs, inner_max_num_threads=1):
        asked = (delayed(_run)(name, thorough, seed, prepare) for name in rest)
        yield from Parallel(return_as="generator_unordered")(asked)


def _claim(name: str) -> Claim:
    if name not in CLAIMS:
        raise unknown("talweg", "claim", name, CLAIMS)
    return CLAIMS[name]


def _length(name: str) -> float:
    """What took longest begins first, so that no core waits at the end."""
    return kept()[name].outcome.seconds if name in kept() else math.inf


def _run(name: str, thorough: bool, seed: int, prepare: Callable[[], object] | None) -> Outcome:
    if prepare:
        prepare()
    return CLAIMS[name].run(thorough, seed)
