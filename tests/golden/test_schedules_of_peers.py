"""Schedules against torch and optax: the stored values always, and the libraries themselves where they are."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec

import numpy as np
import pytest
from numpy.testing import assert_allclose

from talweg.nouns import Plateau
from talweg.schedules import SCHEDULES

from make_schedules import CASES, LOSSES, PATH, PEAK, PEERS

STORED = json.loads(PATH.read_text())
HERE = [peer for peer in PEERS if find_spec(peer)]


@pytest.mark.parametrize("peer, case", [(peer, case) for peer in STORED for case in STORED[peer]])
def test_ours_equals_the_peer(peer: str, case: str) -> None:
    name, hyper, count = CASES[case]
    ours = SCHEDULES[name](peak=PEAK, **hyper)
    if isinstance(ours, Plateau):
        values = []
        for t, loss in enumerate(LOSSES):
            ours = ours.observe(loss, t)
            values.append(ours(t))
        assert len(ours.hyper["drops"]) >= 3
    else:
        values = ours(np.arange(count))
    assert_allclose(values, STORED[peer][case], rtol=1e-12, atol=1e-16)


def test_every_case_is_compared_with_somebody() -> None:
    assert set().union(*STORED.values()) == CASES.keys()


@pytest.mark.parametrize("peer", HERE)
def test_the_stored_values_are_the_peer_s(peer: str) -> None:
    found = PEERS[peer]()
    assert found.keys() == STORED[peer].keys()
    for case, values in found.items():
        assert_allclose(values, STORED[peer][case], rtol=1e-13, atol=1e-16)


def test_on_ci_the_peers_are_there() -> None:
    assert not os.environ.get("CI") or list(PEERS) == HERE
