"""What is reported about a schedule, and the steps that are shown of it."""

from __future__ import annotations

import math
from typing import Any

import pytest

import talweg as tw
from talweg.errors import MissingError, RangeError
from talweg.nouns.checkup import landmarks

warm = tw.cosine(peak=1.0, total=100, warmup=10, floor=0.01)


@pytest.mark.parametrize(
    "schedule, steps",
    [
        (warm, 100),
        (tw.constant(peak=0.1), 1),
        (tw.constant(peak=0.1, warmup=1), 50),
        (tw.linear(peak=1, total=7), 7),
        (tw.linear(peak=1, total=500, warmup=1), 500),
        (tw.polynomial(peak=1, total=100, power=4), 100),
        (tw.one_cycle(peak=1, total=100), 100),
        (tw.warmup_stable_decay(peak=1, total=100, warmup=5, cooldown=20), 100),
        (tw.inverse_sqrt(peak=1, warmup=4, timescale=4), 1000),
        (tw.exponential(peak=1, decay=0.99), 100),
        (tw.cosine_restarts(peak=1, period=100), 100),
        (lambda t: 1 / (1 + t), 30),
    ],
)
def test_nothing_is_wrong(schedule: Any, steps: int) -> None:
    assert tw.check_schedule(schedule, steps) == []


@pytest.mark.parametrize(
    "schedule, steps, findings",
    [
        (
            lambda t: min(t / 10, 1.0),
            50,
            ["starts at zero: at t = 0 it is 0, and first above it at t = 1; a step of size zero moves nothing"],
        ),
        (
            tw.constant(peak=0),
            5,
            ["starts at zero: at t = 0 it is 0, and stays so to the end; a step of size zero moves nothing"],
        ),
        (
            # The cosine that climbs again: two steps past its half period.
            lambda t: 0.5 + 0.5 * math.cos(math.pi * t / 8),
            12,
            ["rebounds at its end: from 0 at t = 8 to 0.308658 at the last step, t = 11"],
        ),
        (
            tw.cosine_restarts(peak=1, period=10),
            11,
            [
                "jumps once, at t = 10: from 0.0244717 to 1 in one step",
                "rebounds at its end: from 0.0244717 at t = 9 to 1 at the last step, t = 10",
            ],
        ),
        (
            tw.cosine(peak=1, total=100, warmup=40, floor=0.1),
            20,
            ["is still warming up at its end: its largest value is its last, 0.487805 at t = 19"],
        ),
        (
            warm,
            60,
            ["never reaches its floor 0.01: after all 60 steps it is 0.419044; its total is 100"],
        ),
        (
            tw.exponential(peak=1, decay=0.99, floor=0.2),
            100,
            ["never reaches its floor 0.2: after all 100 steps it is 0.366032; it falls too slowly"],
        ),
        (
            warm,
            120,
            ["has ended before the run: total = 100, so the last 20 of 120 steps stay at 0.01"],
        ),
        (
            tw.step(peak=1, every=30, warmup=2),
            100,
            ["jumps 3 times, furthest at t = 32: from 1 to 0.1 in one step"],
        ),
        (lambda t: 1 - 0.1 * t, 15, ["goes negative: at t = 11 it is -0.1"]),
        (lambda t: 1 / (4 - t) if t < 4 else math.nan, 15, ["is not finite: at t = 4 it is nan"]),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_said_with_its_numbers(schedule: Any, steps: int, findings: list[str]) -> None:
    assert [str(each) for each in tw.check_schedule(schedule, steps)] == findings


def test_findings_have_a_kind_and_a_place() -> None:
    (found,) = tw.check_schedule(warm, 120)
    assert (found.kind, found.t) == ("ended", 100)
    with pytest.raises(RangeError, match=r"check_schedule: steps must lie in the whole numbers of \[1, inf\), got 0"):
        tw.check_schedule(warm, 0)
    with pytest.raises(MissingError, match="cosine needs peak"):
        tw.check_schedule(tw.cosine, 10)


def test_landmarks() -> None:
    rate = tw.multi_step(peak=1.0, warmup=4, milestones=[10, 30], factor=0.5)
    assert [(each.t, each.value) for each in landmarks(rate, 20)] == [
        (0, 0.2), (1, 0.4), (3, 0.8), (4, 1), (9, 1), (10, 0.5), (19, 0.5), (20, 0.5)
    ]  # fmt: skip
    assert [each.what for each in landmarks(rate, 20)] == [
        "the first step", "the second", "just before the warm-up ends", "the warm-up ends",
        "just before a turn", "a turn", "the last step", "one past the last step",
    ]  # fmt: skip
    # A turn between two steps, at 3.3: the last step before it and the first after it.
    assert [each.t for each in landmarks(tw.one_cycle(peak=1, total=11), 11)] == [0, 1, 3, 4, 10, 11]
    assert [each.t for each in landmarks(tw.constant(peak=1, warmup=1), 1)] == [0, 1]
    with pytest.raises(MissingError, match="step needs peak"):
        landmarks(tw.step, 9)
