"""Seeded noise: normal, and the same numbers as in the browser."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from talweg.engine.noise import normal

import own_deno


def test_the_numbers_are_those_of_the_browser(javascript: own_deno.Ask) -> None:
    for seed in (0, 1, 77, 2**32 - 1):
        theirs = javascript(["lib/noise.js"], "([{ gaussian }], seed) => [...gaussian(seed, 12)]", seed)
        ours = np.stack(normal(np.uint64(seed), np.arange(6, dtype=np.uint64)), axis=1)
        assert_allclose(ours.reshape(-1), theirs, rtol=1e-12, atol=1e-15)


def test_it_is_normal_over_seeds_and_over_steps() -> None:
    seeds, steps = np.arange(200_000, dtype=np.uint64), np.arange(200_000, dtype=np.uint64)
    for drawn in (normal(seeds, np.uint64(0)), normal(np.uint64(5), steps)):
        for each in drawn:
            assert abs(each.mean()) < 0.01
            assert abs(each.std() - 1) < 0.01
            assert abs((np.abs(each) > 2).mean() - 0.0455) < 0.002
        assert abs(np.corrcoef(*drawn)[0, 1]) < 0.01
