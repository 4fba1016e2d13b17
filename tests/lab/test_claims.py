"""Every claim: what is kept is judged anew, verdicts follow the numbers alone, and what is cheap is measured here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.course.lesson import contents
from talweg.errors import RangeError, UnknownNameError
from talweg.lab.claims import CLAIMS, results
from talweg.lab.claims.claim import Claim, Outcome
from talweg.lab.claims.estimate import Number
from talweg.lab.claims.experiments import (
    adam_default,
    batch_error,
    bias_correction,
    flat_minima,
    large_batches,
    mini_batches,
    stall,
)
from talweg.lab.claims.together import outcomes
from talweg.lab.claims.uncorrected import uncorrected_adam

VERDICTS = {"holds", "depends", "fails"}
CHEAP = ("closed_rates", "crossing", "narrow_valley", "adam_anneals")


@pytest.fixture(scope="module")
def measured() -> dict[str, Outcome]:
    return {name: CLAIMS[name].run() for name in CHEAP}


def numbers_of(claim: Claim) -> dict[str, Number]:
    return dict(results.kept()[claim.name].outcome.numbers)


def moved(numbers: dict[str, Number], **values: float) -> dict[str, Number]:
    """The same numbers, those that are named exact and other."""
    return numbers | {name: replace(numbers[name], value=v, low=v, high=v) for name, v in values.items()}


def test_the_twelve_and_more_are_there_each_in_a_section_of_the_lesson() -> None:
    assert tw.claims is CLAIMS
    assert len(CLAIMS) == 17
    parts = {section.part for section in contents("loss-and-optimization")}
    assert {claim.section for claim in CLAIMS.values()} <= parts
    assert list(CLAIMS) == [claim.name for claim in CLAIMS.values()]


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_every_claim_has_a_thorough_outcome_that_is_kept(claim: Claim) -> None:
    kept = results.kept()[claim.name]
    outcome = kept.outcome
    assert outcome.thorough
    assert outcome.verdict in VERDICTS
    assert kept.versions["talweg"]
    for number in outcome.numbers.values():
        assert number.low <= number.value <= number.high, number
        assert np.isfinite(number.value)
    assert outcome.figure.curves
    assert all(len(each.x) == len(each.y) > 1 for each in outcome.figure.curves)
    assert "nan" not in f"{outcome.seen} {outcome.turns}"


def test_the_crossing_is_where_the_lesson_says(measured: dict[str, Outcome]) -> None:
    found = measured["crossing"]
    root = np.sqrt(0.9)
    assert float(found.numbers["crossing"]) == pytest.approx((1 + root) / (1 - root), abs=0.01)
    assert float(found.numbers["sgd_10"]) == pytest.approx(9 / 11, rel=1e-3)
    assert float(found.numbers["momentum_10"]) == pytest.approx(root, rel=1e-3)
    assert found.verdict == "holds"
    numbers = dict(found.numbers)
    assert CLAIMS["crossing"].judge(moved(numbers, crossing=36.5)).verdict == "depends"
    assert CLAIMS["crossing"].judge(moved(numbers, crossing=60.0)).verdict == "fails"


def test_closed_rates_are_recovered_within_a_hundredth(measured: dict[str, Outcome]) -> None:
    found = measured["closed_rates"]
    assert max(float(found.numbers[rule]) for rule in ("sgd", "momentum")) < 1.0
    assert found.verdict == "holds"
    assert CLAIMS["closed_rates"].judge(moved(dict(found.numbers), sgd=2.0)).verdict == "depends"


def test_at_the_handouts_valley_momentum_is_the_slower(measured: dict[str, Outcome]) -> None:
    found = measured["narrow_valley"]
    assert found.verdict == "depends"
    assert found.numbers["ratio_10"].high < 1 < found.numbers["ratio_300"].low
    wins = dict.fromkeys(found.numbers, 2.0)
    assert CLAIMS["narrow_valley"].judge(moved(dict(found.numbers), **wins)).verdict == "holds"
    assert CLAIMS["narrow_valley"].judge(moved(dict(found.numbers), **dict.fromkeys(wins, 0.5))).verdict == "fails"


def test_adam_shrinks_its_steps_as_the_lesson_measured(measured: dict[str, Outcome]) -> None:
    found = measured["adam_anneals"].numbers
    assert float(found["begins"]) == pytest.approx(0.99, abs=0.02)
    assert float(found["late_x"]) == pytest.approx(0.15, abs=0.02)
    assert float(found["late_y"]) == pytest.approx(0.054, abs=0.006)
    assert float(found["agreeing"]) == pytest.approx(1, abs=0.01)


def test_a_seed_is_a_repeat_and_another_seed_another_measurement() -> None:
    claim = CLAIMS["crossing"]
    first, again, other = (claim.run(seed=seed).numbers["crossing"].value for seed in (3, 3, 4))
    assert first == again != other
    for wrong in (-1, 1.5, "a", 2**40):
        with pytest.raises(RangeError, match="seed"):
            claim.run(seed=wrong)  # type: ignore[arg-type]


def test_the_90_percent_rule_turns_with_its_shares() -> None:
    claim = CLAIMS["adam_default"]
    numbers = numbers_of(claim)
    shares = [f"all_{length}" for length in adam_default.LENGTHS]
    assert claim.judge(moved(numbers, **dict.fromkeys(shares, 0.92))).verdict == "holds"
    assert claim.judge(moved(numbers, **dict.fromkeys(shares, 0.3))).verdict == "fails"
    assert claim.judge(moved(numbers, **dict.fromkeys(shares[:2], 0.3), **{shares[2]: 0.92})).verdict == "depends"


def test_shortfall_is_what_is_missing_of_what_the_best_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(_problem: Any, rule: tw.Optimizer, _seeds: range) -> np.ndarray:
        return np.full(3, {0.1: 0.1, 0.3: 0.5}.get(rule.hyper["lr"], 0.3))  # Adam at 0.001 has 0.3

    monkeypatch.setattr(adam_default, "ends", ends)
    trials = [tw.sgd(lr=lr) for lr in (0.3, 0.3, 0.3, 0.1, 0.3)]
    problem = tw.problems.iris
    begin = problem.run("sgd", seed=10, steps=1).values[0]
    behind = adam_default.shortfalls(problem, trials, range(1), range(10, 11))
    assert behind[0] == pytest.approx(np.full(3, 0.2 / (begin - 0.1)))  # of all, the best ends at 0.1
    assert behind[1] == pytest.approx(np.full(3, -0.2 / (begin - 0.5)))  # of a few, at 0.5: Adam is ahead


def test_a_stall_is_counted_in_steps_of_the_same_pull() -> None:
    assert stall.fair() == pytest.approx(2.0)
    cross, squared = (stall.curve_of(loss, 0.1 * by, until=0.5) for loss, by in zip(stall.LOSSES, (1, 2), strict=True))
    assert cross[0] == squared[0] < 0.1
    assert cross[-1] >= 0.5 > cross[-2]
    assert len(squared) > 4 * len(cross)


def test_a_batchs_error_falls_with_the_root_of_its_size() -> None:
    data, model = tw.training.digits(0).train, tw.models.linear(64, 10, seed=0)
    found = batch_error.compared(model, data, 20, np.random.default_rng(0))
    n, sizes = len(data[0]), np.array(batch_error.SIZES)
    law = np.sqrt((n - sizes) / (n - 1) / sizes)
    assert found[:, 0] / law == pytest.approx(np.full(len(sizes), (found[:, 0] / law).mean()), rel=0.15)
    # An error at a right angle: the cosine is one over the root of one and its square; where both hardly vary.
    assert found[-3:, 1] == pytest.approx(1 / np.sqrt(1 + found[-3:, 0] ** 2), abs=0.01)


def test_without_its_correction_adam_begins_with_steps_three_times_as_long() -> None:
    assert bias_correction.first_step(tw.adam) == pytest.approx(1.0)
    assert bias_correction.first_step(uncorrected_adam) == pytest.approx(0.1 / np.sqrt(0.001))


def test_noise_leaves_the_sharp_minimum_and_calm_does_not() -> None:
    seeds = np.arange(100)
    assert flat_minima.escaped(0.0, seeds) == 0
    assert flat_minima.escaped(20.0, seeds) > 50


def test_a_run_that_diverges_reaches_nothing_and_has_no_accuracy() -> None:
    assert mini_batches.epochs_to("few", 32, 1e9, 0, 2) == np.inf
    assert large_batches.accuracy(1437, 1e200, 2, 0) <= 0.3


def test_outcomes_go_to_a_file_and_come_back_judged(tmp_path: Path, measured: dict[str, Outcome]) -> None:
    path = tmp_path / "found.json"
    rows = [results.now(outcome) for outcome in measured.values()]
    assert results.save(path, rows[:2]) == 2
    assert results.save(path, rows[1:]) == len(rows)
    back = results.read(json.loads(path.read_text("utf-8")))
    assert list(back) == [name for name in CLAIMS if name in measured]
    for name, kept in back.items():
        assert kept.outcome.verdict == measured[name].verdict
        assert kept.outcome.seen == measured[name].seen
        assert kept.outcome.figure == measured[name].figure
    path.write_text("[1, 2]")
    with pytest.raises(RangeError, match="holds no outcomes"):
        results.save(path, rows)
    assert path.read_text() == "[1, 2]"


def test_several_together_are_those_alone(measured: dict[str, Outcome]) -> None:
    found = {outcome.claim: outcome for outcome in outcomes(["adam_anneals", "crossing"], jobs=1)}
    for name, outcome in found.items():
        assert outcome.numbers == measured[name].numbers
    assert list(outcomes([])) == []  # as where all that was asked for measures time, and has run alone
    with pytest.raises(UnknownNameError, match="did you mean 'crossing'"):
        next(outcomes(["crosing"]))


def test_an_outcome_is_drawn_and_told(tmp_path: Path, measured: dict[str, Outcome]) -> None:
    found = measured["narrow_valley"]
    assert found.plot(tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert found.table().count("\n") == len(found.numbers) - 1
    assert found.seen in repr(found)
