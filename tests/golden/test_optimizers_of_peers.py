"""25 steps of every rule against other libraries, to ten digits; what `golden/make_optimizers.py` wrote, and live."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from talweg.optimizers import OPTIMIZERS

GOLDEN = Path(__file__).parent
FILE = json.loads((GOLDEN / "optimizers.json").read_text())
PEERS = [peer for peer in FILE if peer != "steps"]
CASES = [(peer, *case) for peer in PEERS for case in FILE[peer]]
INSTALLED = [peer for peer in PEERS if importlib.util.find_spec(peer)]


def walk(name: str, hyper: dict[str, Any]) -> Any:
    """Talweg's own path; `eps_hat` is an eps added before the correction for the start at zero."""
    hyper = dict(hyper)
    if "eps_hat" in hyper:
        eps_hat, beta2 = hyper.pop("eps_hat"), hyper["beta2"]
        hyper["eps"] = lambda t: eps_hat / (1 - beta2 ** (t + 1)) ** 0.5
    rule = OPTIMIZERS[name](**hyper)
    w, gradients = (np.array(each) for each in FILE["steps"]["matrix" if rule.whole else "vector"])
    state = rule.init(w)
    path = []
    for gradient in gradients:
        rule.step(w, gradient, state)
        path.append(w.copy())
    return np.array(path)


@pytest.mark.parametrize("peer, name, hyper, path", CASES, ids=[f"{peer}-{name}" for peer, name, *_ in CASES])
def test_25_steps_are_the_peer_s(peer: str, name: str, hyper: dict[str, Any], path: list[Any]) -> None:
    assert len(path) == 25
    assert_allclose(walk(name, hyper), path, rtol=1e-10)


def test_every_rule_has_a_peer_at_settings_of_its_own() -> None:
    assert {name for _, name, _, _ in CASES} == OPTIMIZERS.keys()
    for _, name, hyper, _ in CASES:
        defaults = OPTIMIZERS[name].formula.defaults
        moved = {each for each, value in hyper.items() if value != defaults.get(each)}
        assert moved >= {"lr"} | {each for each in defaults if each.startswith("beta")}


@pytest.mark.slow
@pytest.mark.parametrize("peer", INSTALLED)
def test_the_peer_still_takes_these_steps(peer: str) -> None:
    # In a process of its own: the peers are set to float64 as a whole.
    command = [sys.executable, str(GOLDEN / "make_optimizers.py"), peer]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    live = json.loads(done.stdout)[peer]
    assert [case[:2] for case in live] == [case[:2] for case in FILE[peer]]
    for (name, hyper, path), (_, _, kept) in zip(live, FILE[peer], strict=True):
        assert_allclose(path, kept, rtol=1e-11, err_msg=f"{peer}: {name} {hyper}")
        assert_allclose(walk(name, hyper), path, rtol=1e-10, err_msg=f"{peer}: {name} {hyper}")


def test_on_ci_the_peers_are_there() -> None:
    if os.environ.get("CI"):
        assert {"torch", "optax"} <= set(INSTALLED), "install the extra `peers`"
