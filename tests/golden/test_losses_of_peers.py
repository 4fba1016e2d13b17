"""Every loss against other libraries, to twelve digits; what `golden/make_losses.py` wrote, and live."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from talweg.losses import LOSSES

GOLDEN = Path(__file__).parent
FILE = json.loads((GOLDEN / "losses.json").read_text())
CASES = [(peer, each) for peer, cases in FILE.items() for each in cases]
INSTALLED = [peer for peer in FILE if importlib.util.find_spec(peer)]


@pytest.mark.parametrize("peer, case", CASES, ids=[f"{peer}-{each['loss']}" for peer, each in CASES])
def test_value_and_gradient_are_the_peer_s(peer: str, case: dict[str, Any]) -> None:
    loss = LOSSES[case["loss"]].replace(**case["settings"])
    y_hat, y = np.array(case["y_hat"]), np.array(case["y"])
    value, gradient = loss.value_and_grad(y_hat, y, case["weights"], case["reduction"])
    assert_allclose(value, case["value"], rtol=1e-12)
    assert_allclose(gradient, case["gradient"], rtol=1e-12, atol=1e-15)


def test_every_loss_has_a_peer() -> None:
    assert {case["loss"] for _, case in CASES} == LOSSES.keys()
    # A hyperparameter is compared at a value of its own.
    moved = {(case["loss"], name) for _, case in CASES for name in case["settings"]}
    assert moved >= {(loss.name, name) for loss in LOSSES.values() for name in loss.hyper}


@pytest.mark.slow
@pytest.mark.parametrize("peer", INSTALLED)
def test_the_peer_still_finds_these_numbers(peer: str) -> None:
    command = [sys.executable, str(GOLDEN / "make_losses.py"), peer]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    live = json.loads(done.stdout)
    assert len(live) == len(FILE[peer])
    for found, stored in zip(live, FILE[peer], strict=True):
        for key in ("value", "gradient"):
            assert_allclose(found.pop(key), stored[key], rtol=1e-12, atol=1e-15)
        assert found == {name: stored[name] for name in found}
