"""All trials through joblib: on this machine's cores, or wherever one of its backends leads; each kept as it ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from talweg.errors import RangeError, StoreError, TalwegError
from talweg.formula import Range
from talweg.lab.compare.lanes import in_lanes, run_all
from talweg.lab.compare.trial import Row, Trial

JOBS = Range(-1, 100_000, low_open=False, integer=True)
ATTEMPTS = 3
"""So many times in a row workers may die before a single run is over."""
CHUNKS = 8
"""So many chunks of trials go to each worker, where there are enough; a worker that dies takes one along."""
LARGEST = 25
"""Trials in a chunk, at most."""


@dataclass(frozen=True)
class Workers:
    """Where trials are run: `jobs` processes of this machine (-1: one for each core; 1: this one alone), or a cluster.

    `dask` is the address of a Dask scheduler, tcp://host:8786; `backend` any other backend that joblib knows, such as
    "ray" once it is registered.
    """

    jobs: int = -1
    dask: str | None = None
    backend: str | None = None

    def __post_init__(self) -> None:
        JOBS.check("compare", "jobs", self.jobs)
        if self.jobs == 0:
            raise RangeError("compare: jobs is a number of processes, or -1 for one for each core; got 0")
        if self.dask is not None and (not isinstance(self.dask, str) or "://" not in self.dask):
            raise RangeError(f"compare: dask is the address of a scheduler, such as tcp://host:8786; got {self.dask!r}")
        if self.dask is not None and self.backend is not None:
            raise RangeError("compare: give the address of a Dask scheduler or the name of a backend, not both")

    @property
    def here(self) -> bool:
        """Whether everything is run on this machine, by its own processes."""
        return self.dask is None and self.backend is None

    @property
    def alone(self) -> bool:
        """Whether everything is run in this process."""
        return self.jobs == 1 and self.here

    @contextmanager
    def ready(self) -> Iterator[Callable[[Iterator[Any]], Iterator[Any]]]:
        """Within the block joblib's backend is the one asked for; gives what runs delayed calls and yields answers as
        they come, or, on a backend that cannot, such as Ray's, a round of them at a time."""
        joblib = _joblib()
        if self.dask is not None:
            with _client(self.dask), joblib.parallel_config(backend="dask"):
                yield joblib.Parallel(return_as="generator_unordered", batch_size=1)
            return
        try:
            config = nullcontext() if self.backend is None else joblib.parallel_config(backend=self.backend)
        except (ValueError, ModuleNotFoundError) as error:
            raise RangeError(f"compare: joblib has no backend {self.backend!r} ready: {error}") from None
        with config:
            if joblib.parallel.get_active_backend()[0].supports_return_generator:
                yield joblib.Parallel(n_jobs=self.jobs, return_as="generator_unordered", batch_size=1)
            else:
                with joblib.Parallel(n_jobs=self.jobs, batch_size=1) as parallel:  # one pool for all rounds
                    count = _cores(self)
                    yield lambda calls: chain.from_iterable(iter(lambda: parallel(islice(calls, count)), []))


def run(
    trials: Sequence[Trial], workers: Workers, keep: Callable[[Sequence[Row]], None],
    over: Callable[[Sequence[str]], set[str]],
    told: Callable[[Row], None] | None = None,
) -> None:  # fmt: skip
    """Run all `trials`, and hand rows to `keep` as they come; digests that are `over` when their turn comes are passed
    over.

    On this machine what can be run side by side is run in this process, for the lanes take all its cores. Where there
    is no other process, the row so far of all else is `told` each time it is measured. A worker that dies costs what it
    was running, which is run again. Raises TalwegError for a trial that raised, once all others are kept; StoreError
    where workers die again and again.
    """
    attempts = 0
    troubles: dict[str, str] = {}
    groups, left = in_lanes(trials) if workers.here else ([], list(trials))
    for group in groups:
        there = over([trial.digest for trial in group])
        troubles |= _kept(run_all([trial for trial in group if trial.digest not in there]), keep)
    while left:
        done: set[str] = set()
        try:
            for answers in _answers(left, workers, over, told):
                done |= {digest for digest, _ in answers}
                troubles |= _kept(answers, keep)
        except Exception as error:
            if not _is_death(error):
                raise
            attempts = 0 if done else attempts + 1
            if attempts == ATTEMPTS:
                raise StoreError(
                    f"compare: workers died {ATTEMPTS} times before a run was over ({type(error).__name__}); what was "
                    "done is kept. Does a run need more memory than a worker has?"
                ) from None
        else:
            done = {trial.digest for trial in left}
        left = [trial for trial in left if trial.digest not in done]
    if troubles:
        first = next(iter(troubles.values()))
        more = f" (and {len(troubles) - 1} runs more)" if len(troubles) > 1 else ""
        raise TalwegError(f"compare: {first}{more}")


def _kept(answers: Sequence[tuple[str, Row | str | None]], keep: Callable[[Sequence[Row]], None]) -> dict[str, str]:
    """Keep the rows that are among the answers; what the others said, by digest."""
    rows = [answer for _, answer in answers if isinstance(answer, Row)]
    if rows:
        keep(rows)
    return {digest: answer for digest, answer in answers if isinstance(answer, str)}


def _answers(
    trials: Sequence[Trial], workers: Workers, over: Callable[[Sequence[str]], set[str]],
    told: Callable[[Row], None] | None,
) -> Iterator[Sequence[tuple[str, Row | str | None]]]:  # fmt: skip
    if workers.alone:
        for trial in trials:
            yield [(trial.digest, None)] if over([trial.digest]) else run_all([trial], told)
        return
    skipped: list[str] = []

    def chunks() -> Iterator[list[Trial]]:
        size = max(1, min(LARGEST, math.ceil(len(trials) / (CHUNKS * _cores(workers)))))
        for start in range(0, len(trials), size):
            some = trials[start : start + size]
            there = over([trial.digest for trial in some])
            skipped.extend(there)
            if new := [trial for trial in some if trial.digest not in there]:
                yield new

    if not trials:
        return
    delayed = _joblib().delayed(run_all)
    with workers.ready() as parallel:
        yield from parallel(delayed(chunk) for chunk in chunks())
    yield [(digest, None) for digest in skipped]


def _cores(workers: Workers) -> int:
    return int(_joblib().effective_n_jobs(workers.jobs)) if workers.dask is None else 8


def _is_death(error: BaseException) -> bool:
    """Whether an error says that a worker is gone, on any backend: by the classes that mean it."""
    from concurrent.futures import BrokenExecutor

    kinds: list[type[BaseException]] = [BrokenExecutor]
    try:
        from distributed import KilledWorker

        kinds.append(KilledWorker)
    except ImportError:
        pass
    return isinstance(error, tuple(kinds))


def _joblib() -> Any:
    try:
        import joblib
    except ImportError as error:
        raise ImportError("comparisons are run by joblib: pip install 'talweg[lab]'") from error
    return joblib


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ImportError("a Dask cluster is reached by dask.distributed: pip install 'talweg[scale]'") from error
    try:
        return Client(address, timeout="10s", set_as_default=True)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise StoreError(f"compare: no Dask scheduler answers at {address}: {error}") from None
