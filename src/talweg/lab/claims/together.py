"""Several claims at once, on all cores of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talweg.lab.claims import CLAIMS
from talweg.lab.claims.claim import Outcome

ALONE = ("powers_of_two",)
"""Claims that measure time: they run before the others, and nothing beside them."""
LONGEST = ("adam_default", "warmup_reason", "warmup", "mini_batches", "large_batches", "adam_cosine")
"""Those that take longest begin first, so that no core waits at the end."""


def outcomes(names: Iterable[str], thorough: bool = False, seed: int = 0, jobs: int | None = None) -> Iterator[Outcome]:
    """The outcome of each named claim as soon as it is there; `jobs` processes, None for one a core.

    Each process computes on one core, so that the numbers of one claim do not depend on what else runs.
    """
    from joblib import Parallel, delayed, parallel_config

    wanted = list(names)
    for name in wanted:
        if name in ALONE:
            yield CLAIMS[name].run(thorough, seed)
    rest = [name for name in wanted if name not in ALONE]
    rest.sort(key=lambda name: LONGEST.index(name) if name in LONGEST else len(LONGEST))
    if jobs == 1 or len(rest) == 1:
        for name in rest:
            yield CLAIMS[name].run(thorough, seed)
        return
    with parallel_config("loky", n_jobs=-1 if jobs is None else jobs, inner_max_num_threads=1):
        yield from Parallel(return_as="generator_unordered")(delayed(_run)(name, thorough, seed) for name in rest)


def _run(name: str, thorough: bool, seed: int) -> Outcome:
    return CLAIMS[name].run(thorough, seed)
