"""Workers that die: on this machine and on a Dask cluster, with the same table in the end."""

from __future__ import annotations

import subprocess
import sys

import pytest

COMPARED = """
import os, signal, sys, threading, time
import talweg as tw

def compared(**asked):
    return tw.compare("valley:noise=1,steps=300", ["sgd", "adam"], budgets=(1, 4), seeds=6, sensitivity=False, **asked)

def outcome(found):
    return [(row.rule, row.trial, row.seed, row.final) for row in found.trials]

killed = []
"""
DASK = """
from distributed import Client, LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    client = Client(cluster)
    pids = client.run(os.getpid)

    def kill(row):
        if len(killed) < 2 and len(rows) in (3, 20):
            pids = client.run(os.getpid)
            victim = list(pids.values())[0]
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    from talweg.lab.compare.study import Study
    rows, keep = [], Study.keep
    def kept(self, some):
        keep(self, some)
        rows.extend(some)
        kill(some)
    Study.keep = kept
    far = outcome(compared(dask=cluster.scheduler_address, store=sys.argv[1]))
    assert far == outcome(compared(jobs=1)), "another table"
    assert len(killed) == 2, killed
    print("same", len(rows), len(far))
    client.close()
    cluster.close()
"""
HERE = """
if __name__ == "__main__":
    from talweg.lab.compare.study import Study
    rows, keep = [], Study.keep
    def kept(self, some):
        keep(self, some)
        rows.extend(some)
        if len(killed) < 2 and len(rows) in (2, 15):
            from joblib.externals.loky import reusable_executor
            victim = next(iter(reusable_executor._executor._processes))
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)
    Study.keep = kept
    here = outcome(compared(jobs=2, store=sys.argv[1]))
    assert here == outcome(compared(jobs=1)), "another table"
    assert killed
    print("same", len(rows), len(here))
"""


def run(script: str, tmp_path: object) -> str:
    path = f"{tmp_path}/script.py"
    with open(path, "w") as file:
        file.write(COMPARED + script)
    done = subprocess.run(
        [sys.executable, path, f"{tmp_path}/study.db"], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_worker_killed_on_this_machine_costs_only_its_running_trials(tmp_path: object) -> None:
    assert "same" in run(HERE, tmp_path)


def test_a_worker_killed_on_a_dask_cluster_costs_only_its_running_trials(tmp_path: object) -> None:
    pytest.importorskip("distributed")
    assert "same" in run(DASK, tmp_path)
