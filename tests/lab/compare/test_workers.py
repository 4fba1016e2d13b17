"""Workers that die: on this machine and on a Dask cluster, with the same table in the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import talweg as tw

# In a process of its own: what it starts goes with it, and what it kills is its own.
SCRIPT = """
import os, signal, sys
import talweg as tw
from talweg.lab.compare.study import Study

def bowl(x):
    return float(x @ x), 2 * x

def outcome(**asked):
    problem = tw.problems.function(bowl, [5.0, 3.0], noise=1.0, steps=200)
    found = tw.compare(problem, ["sgd", "adam"], budgets=(1, 4), seeds=6, sensitivity=False, **asked)
    return [(row.rule, row.trial, row.seed, row.final) for row in found.trials]

def with_deaths(pids, **asked):
    rows, killed, keep = [], [], Study.keep

    def kept(self, some):
        keep(self, some)
        rows.extend(some)
        if len(rows) >= (2, 15, 10**9)[len(killed)]:
            killed.append(pids()[0])
            os.kill(killed[-1], signal.SIGKILL)

    Study.keep = kept
    try:
        found = outcome(**asked)
    finally:
        Study.keep = keep
    assert len(killed) == 2, killed
    assert len(rows) == len({row.digest for row in rows}), "a run was kept twice"
    return found

if __name__ == "__main__":
    from joblib.externals.loky import reusable_executor

    alone = outcome(jobs=1)
    here = with_deaths(lambda: list(reusable_executor._executor._processes), jobs=2, store=sys.argv[1] + "/here.db")
    assert here == alone, "another table on this machine"
    print("this machine")
    reusable_executor._executor.shutdown(kill_workers=True)

    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        with Client(cluster) as client:
            far = with_deaths(
                lambda: list(client.run(os.getpid).values()),
                dask=cluster.scheduler_address, store=sys.argv[1] + "/far.db",
            )
    assert far == alone, "another table on the cluster"
    print("a cluster")
"""


@pytest.mark.slow
def test_a_worker_killed_costs_only_its_running_trials(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split("\n")[:2] == ["this machine", "a cluster"]


def test_a_backend_that_answers_all_at_once_is_asked_in_rounds() -> None:
    """As Ray's is: on any other the answers come one by one."""
    from joblib import parallel_config, register_parallel_backend
    from joblib.parallel import ThreadingBackend

    rounds = []

    class AllAtOnce(ThreadingBackend):
        supports_return_generator = False

        def start_call(self) -> None:
            rounds.append(1)

    register_parallel_backend("all at once", AllAtOnce)
    with parallel_config(backend="all at once"):
        pass
    asked = {"budgets": 3, "seeds": 4, "steps": 3, "sensitivity": False}
    found = tw.compare("quadratic", ["sgd", "momentum"], backend="all at once", jobs=2, **asked)
    alone = tw.compare("quadratic", ["sgd", "momentum"], jobs=1, **asked)
    assert [row.final for row in found.trials] == [row.final for row in alone.trials]
    assert len(rounds) > 2
