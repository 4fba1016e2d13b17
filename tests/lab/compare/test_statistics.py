"""Verdicts: exact p, corrections by hand, and how often they err where nothing is to be found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.lab.compare.statistics import (
    ALPHA,
    contrast,
    holm,
    middle,
    profile,
    profile_bands,
    seeds_needed,
    signed_rank,
)


def exact(differences: np.ndarray) -> float:
    """The p of the signed ranks by asking all signs."""
    sizes = np.abs(differences)
    ranks = [(sizes < each).sum() + ((sizes == each).sum() + 1) / 2 for each in sizes]
    own = abs((np.sign(differences) * ranks).sum())
    every = [abs(np.dot(signs, ranks)) for signs in product([-1, 1], repeat=len(ranks))]
    return float(np.mean(np.array(every) >= own))


@pytest.mark.parametrize("seed", range(5))
def test_p_is_that_of_all_signs(seed: int) -> None:
    differences = np.random.default_rng(seed).normal(0.4, 1, 9)
    assert_allclose(signed_rank(differences), exact(differences), rtol=1e-12)
    beyond = np.where(np.arange(9) == 2, np.inf, differences)
    far = np.where(np.arange(9) == 2, 1e9, differences)
    assert_allclose(signed_rank(beyond), exact(far), rtol=1e-12)


@pytest.mark.parametrize("count", [5, 6, 10])
def test_p_of_ties_is_that_of_all_signs(count: int) -> None:
    assert signed_rank(np.full(count, -np.inf)) == 2 / 2**count, "as for any rule that is lower on every seed"
    differences = np.round(np.random.default_rng(count).normal(0.5, 1, count), 0)
    assert_allclose(signed_rank(differences), exact(differences[differences != 0]), rtol=1e-12)


def test_p_of_many_pairs_goes_over_into_its_limit() -> None:
    many = np.random.default_rng(0).normal(0.25, 1, 51)
    assert_allclose(signed_rank(many), signed_rank(many[:50]), rtol=0.5)


def test_a_contrast_is_read_from_its_pairs() -> None:
    a, b = np.arange(10.0), np.arange(10.0) + 2
    found = contrast(a, b)
    assert (found.superiority, found.difference, found.interval) == (1.0, -2.0, (-2.0, -2.0))
    assert found.separates(0.01)
    assert not found.separates(0.06)
    turned = contrast(b, a)
    assert (turned.superiority, turned.difference) == (0.0, 2.0)
    assert turned.p == found.p
    same = contrast(a, a)
    assert (same.superiority, same.difference, same.p) == (0.5, 0.0, 1.0)
    assert not same.separates(0.0)


def test_what_diverged_counts_as_infinite() -> None:
    a = np.array([1.0, 2, 3, 4, 5, 6, 7, np.inf, np.inf, np.inf])
    found = contrast(a, np.full(10, np.inf))
    assert (found.superiority, found.difference) == (0.85, -np.inf)
    assert found.p < 0.05
    assert contrast(np.full(10, np.inf), np.full(10, np.inf)).p == 1.0
    assert middle([1.0, np.inf]) == np.inf
    assert middle([1.0, 2.0, np.inf, np.inf]) == np.inf
    assert middle([-np.inf, -np.inf, 1.0, 2.0]) == -np.inf
    assert middle([1.0, 2.0, 3.0, np.inf]) == 2.5


def test_holm_by_hand() -> None:
    given = {("a", "b"): 0.01, ("a", "c"): 0.04, ("b", "c"): 0.03}
    assert holm(given) == pytest.approx({("a", "b"): 0.03, ("b", "c"): 0.06, ("a", "c"): 0.06})
    assert holm({("a", "b"): 0.7, ("a", "c"): 0.8, ("b", "c"): 0.9}) == {
        ("a", "b"): 1.0, ("a", "c"): 1.0, ("b", "c"): 1.0
    }  # fmt: skip


@pytest.mark.parametrize("rules", [2, 3, 4, 10])
def test_with_fewer_seeds_nothing_can_be_told_apart(rules: int) -> None:
    pairs, needed = rules * (rules - 1) // 2, seeds_needed(rules)
    assert pairs * signed_rank(np.arange(1.0, needed + 1)) < ALPHA
    assert pairs * signed_rank(np.arange(1.0, needed)) >= ALPHA


def test_two_identical_rules_on_other_seeds_are_told_apart_in_no_more_than_5_of_100() -> None:
    """Real runs on a noisy valley, 400 times ten against ten that have nothing in common but the rule."""
    seeds = np.arange(400 * 20).reshape(400, 2, 10)
    ends = tw.sweep("valley", tw.momentum(lr=0.01), steps=60, noise=2.0, seed=seeds).values
    told = [contrast(first, second) for first, second in ends]
    wrong = sum(each.separates(each.p) for each in told)
    assert 0 < wrong <= 0.05 * 400


def test_a_profile_by_hand() -> None:
    times = {"a": np.array([10.0, 20, np.inf, np.inf]), "b": np.array([20.0, 5, 8, np.inf])}
    found = profile(times, np.array([1.0, 2.0, 4.0]))
    assert_array_equal(found["a"], [0.25, 0.25, 0.5])
    assert_array_equal(found["b"], [0.5, 0.75, 0.75])
    repeated = {name: np.repeat(each[:, None], 6, axis=1) for name, each in times.items()}
    for name, (own, low, high) in profile_bands(repeated, np.array([1.0, 2.0, 4.0]), resamples=5).items():
        assert_array_equal(own, found[name])
        assert_array_equal(low, own)  # nothing differs from seed to seed
        assert_array_equal(high, own)
    zero = profile({"a": np.array([0.0]), "b": np.array([3.0])}, np.array([1.0]))
    assert (zero["a"][0], zero["b"][0]) == (1.0, 0.0)


def test_the_bands_hold_the_luck_of_the_seeds() -> None:
    rng = np.random.default_rng(0)
    times = {"a": rng.uniform(50, 150, (8, 10)), "b": rng.uniform(50, 150, (8, 10))}
    own, low, high = profile_bands(times, np.array([1.0, 1.2, 2.0]))["a"]
    assert (low <= own).all()
    assert (own <= high).all()
    assert low[0] < high[0]
