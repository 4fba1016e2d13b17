"""Schedules: the value at 0, at every join, one before the end, at the end and past it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import DeclarationError, MissingError, NonFiniteError, RangeError
from talweg.formula import NonNegative, Steps
from talweg.nouns import schedule
from talweg.schedules import SCHEDULES

from conftest import tried

schedules = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))


def ramp(t: int, warmup: int) -> float:
    return min(1.0, (t + 1) / (warmup + 1))


# Every schedule with hyperparameters, and its values at chosen t, worked out by hand from its docstring.
BY_HAND = {
    "constant": (tw.constant(peak=0.3, warmup=2), {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.3, 999: 0.3}),
    "cosine": (
        tw.cosine(peak=0.8, total=10, floor=0.2),
        {0: 0.8, 1: 0.5 + 0.3 * math.cos(0.1 * math.pi), 5: 0.5, 9: 0.2 + 0.3 * (1 + math.cos(0.9 * math.pi)), 10: 0.2}
        | {11: 0.2, 1000: 0.2},
    ),
    # Five equal steps up to the peak at t = warmup, none of them zero, then ten down to the floor at t = total.
    "cosine, warm": (
        tw.cosine(peak=1.0, total=14, warmup=4),
        {0: 0.2, 1: 0.4, 3: 0.8, 4: 1, 5: (1 + math.cos(0.1 * math.pi)) / 2, 9: 0.5, 14: 0}
        | {13: (1 + math.cos(0.9 * math.pi)) / 2},
    ),
    "linear": (
        tw.linear(peak=1.0, total=10, warmup=2, floor=0.2),
        {0: 1 / 3, 1: 2 / 3, 2: 1, 3: 0.9, 9: 0.3, 10: 0.2, 11: 0.2},
    ),
    "polynomial": (
        tw.polynomial(peak=2.0, total=11, warmup=1, power=3, floor=1.0),
        {0: 1, 1: 2, 2: 1.729, 10: 1.001, 11: 1, 12: 1},
    ),
    "exponential": (
        tw.exponential(peak=1.0, warmup=1, decay=0.5, floor=0.1),
        {0: 0.5, 1: 1, 2: 0.5, 3: 0.25, 4: 0.125, 5: 0.1, 99: 0.1},
    ),
    "step": (
        tw.step(peak=1.0, every=3, warmup=2, factor=0.5),
        {0: 1 / 3, 1: 2 / 3, 2: 1, 4: 1, 5: 0.5, 7: 0.5, 8: 0.25, 10: 0.25, 11: 0.125},
    ),
    "multi_step": (
        tw.multi_step(peak=1.0, warmup=1, milestones=[3, 4, 8], factor=0.5),
        {0: 0.5, 1: 1, 2: 1, 3: 0.5, 4: 0.25, 7: 0.25, 8: 0.125, 100: 0.125},
    ),
    "multi_step, a milestone in the warm-up": (
        tw.multi_step(peak=1.0, warmup=3, milestones=[2, 4], factor=0.5),
        {0: 0.125, 1: 0.25, 2: 0.375, 3: 0.5, 4: 0.25},
    ),
    "inverse_sqrt": (
        tw.inverse_sqrt(peak=1.0, warmup=4, timescale=4),
        {0: 0.2, 3: 0.8, 4: 1, 5: math.sqrt(4 / 5), 8: math.sqrt(0.5), 16: 0.5, 400: 0.1},
    ),
    "warmup_stable_decay": (
        tw.warmup_stable_decay(peak=1.0, total=20, warmup=3, cooldown=4, floor=0.2),
        {0: 0.25, 2: 0.75, 3: 1, 4: 1, 15: 1, 16: 1, 17: 0.8, 19: 0.4, 20: 0.2, 21: 0.2},
    ),
    "one_cycle": (
        tw.one_cycle(peak=1.0, total=10, rise=0.2, divide=10, floor=0.01),
        {0: 0.1, 1: 0.55, 2: 1, 6: 0.505, 9: 0.01 + 0.495 * (1 + math.cos(7 / 8 * math.pi)), 10: 0.01, 11: 0.01},
    ),
    "one_cycle, later": (
        tw.one_cycle(peak=1.0, total=12, warmup=2, rise=0.2, divide=10),
        {0: 0.1 / 3, 1: 0.2 / 3, 2: 0.1, 3: 0.55, 4: 1, 8: 0.5, 12: 0},
    ),
    "cosine_restarts": (
        tw.cosine_restarts(peak=1.0, period=4, warmup=1),
        {0: 0.5, 1: 1, 3: 0.5, 4: (1 - math.sqrt(0.5)) / 2, 5: 1, 7: 0.5, 8: (1 - math.sqrt(0.5)) / 2, 9: 1, 41: 1},
    ),
    "cosine_restarts, growing": (
        tw.cosine_restarts(peak=1.0, period=2, growth=3, floor=0.2),
        {0: 1, 1: 0.6, 2: 1, 5: 0.6, 7: 0.6 + 0.4 * math.cos(5 / 6 * math.pi), 8: 1, 17: 0.6, 26: 1, 80: 1},
    ),
    "reduce_on_plateau": (
        tw.reduce_on_plateau(peak=1.0, warmup=1, factor=0.5, drops=(3, 7), floor=0.3),
        {0: 0.5, 1: 1, 2: 1, 3: 0.5, 6: 0.5, 7: 0.3, 99: 0.3},
    ),
}


def test_every_schedule_is_worked_out_by_hand() -> None:
    missing = set(SCHEDULES) - {name.partition(",")[0] for name in BY_HAND}
    assert not missing, "add their values at 0, the joins and the end to BY_HAND"


@pytest.mark.parametrize("schedule, values", BY_HAND.values(), ids=list(BY_HAND))
def test_values_at_the_start_the_joins_and_the_end(schedule: tw.Schedule, values: dict[int, float]) -> None:
    assert_allclose(schedule(list(values)), list(values.values()), rtol=1e-13, atol=1e-16)
    for t, value in values.items():  # one by one, as a training loop asks
        assert_allclose(schedule(t), value, rtol=1e-13, atol=1e-16)


@schedules
def test_a_warm_up_is_a_straight_line_in_front(schedule: tw.Schedule) -> None:
    hyper = tried(schedule.formula)
    warm = schedule(**hyper)
    first = warm(hyper["warmup"])
    assert_allclose(warm(np.arange(6)), [first * ramp(t, 6) for t in range(6)], rtol=1e-15)
    assert warm(0) > 0
    # After it, the same values as without it, so many steps later; what counts all steps is moved along.
    moved = {"total": -6, "milestones": -6, "drops": -6}
    shifted = {
        k: tuple(np.add(v, moved[k])) if isinstance(v, tuple) else v + moved[k] for k, v in hyper.items() if k in moved
    }
    cold = schedule(**hyper | shifted | {"warmup": 0})
    t = np.arange(60)
    assert_allclose(warm(t + 6), cold(t), rtol=1e-14, atol=1e-16)


@schedules
def test_a_total_is_one_past_the_last_step(schedule: tw.Schedule) -> None:
    if "total" not in schedule.formula.hyper:
        assert "warmup" in schedule.formula.hyper
        return
    hyper = tried(schedule.formula)
    timed = schedule(**hyper)
    total, floor = hyper["total"], hyper["floor"]
    assert_allclose(timed([total, total + 1, 10 * total]), floor, rtol=1e-15)
    assert timed(total - 1) > floor
    with pytest.raises(RangeError, match=f"{schedule.name}: needs warmup < total, got total=9, warmup=9"):
        schedule(**hyper | {"total": 9, "warmup": 9})


@schedules
def test_joins_are_where_the_course_changes(schedule: tw.Schedule) -> None:
    each = schedule(**tried(schedule.formula))
    joins = each.joins()
    assert joins[0] == 6
    assert list(joins) == sorted(joins)
    values = each(np.arange(80))
    bend = np.abs(np.diff(values, 2))  # bend[t - 1] is the second difference around t
    for join in joins:
        t = round(join)
        here, usual = bend[t - 2 : t + 1].max(), np.median(bend[t + 2 : t + 5])
        assert here > 1.5 * usual, (join, here, usual)


def test_restarts_are_met_to_the_step() -> None:
    # The joins of three hundred kinds, by the recurrence: where each restart lies, in whole numbers.
    for period in range(1, 31):
        for growth in (1, 2, 3, 5, 7, 10):
            rate = tw.cosine_restarts(peak=1.0, period=period, growth=growth)
            begin, length = 0, period
            for _ in range(9):
                assert rate(begin) == 1
                last = (1 + math.cos(math.pi * (length - 1) / length)) / 2
                assert_allclose(rate(begin + length - 1), last, rtol=1e-9, atol=1e-15)
                begin, length = begin + length, length * growth
    uneven = tw.cosine_restarts(peak=1.0, period=4, growth=1.5)  # restarts at 4, 10, 19, 32.5
    assert_allclose(uneven([4, 7, 10, 19]), [1, 0.5, 1, 1], rtol=1e-15)
    assert_allclose(uneven(32), (1 + math.cos(math.pi * 13 / 13.5)) / 2, rtol=1e-12)
    assert_allclose(uneven(33), (1 + math.cos(math.pi * 0.5 / 20.25)) / 2, rtol=1e-12)


def test_a_number_gives_a_number_and_an_array_an_array() -> None:
    schedule = tw.cosine(peak=1.0, total=4)
    assert isinstance(schedule(1), float)
    for each in SCHEDULES.values():
        assert isinstance(each(**tried(each.formula))(1), float)
        assert each(**tried(each.formula))([[1, 2]]).shape == (1, 2)
    grid = schedule(np.arange(6).reshape(2, 3))
    assert grid.shape == (2, 3)
    grid[0, 0] = 7  # the caller's own array
    assert schedule(0) == 1.0


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: tw.cosine(peak=1.0, total=4)(-1), RangeError, r"cosine: t must lie in \[0, inf\), got -1"),
        (lambda: tw.cosine(3), MissingError, r"cosine needs peak in \[0, inf\), total in the whole numbers"),
        (
            lambda: tw.cosine(peak=1.0, total=4, floor=2.0),
            RangeError,
            r"cosine: needs floor <= peak, got floor=2, peak=1",
        ),
        (
            lambda: tw.cosine(peak=1.0, total=2.5),
            RangeError,
            r"total must lie in the whole numbers of \[1, inf\), got 2.5",
        ),
        (
            lambda: tw.warmup_stable_decay(peak=1, total=9, warmup=5, cooldown=5),
            RangeError,
            r"needs warmup \+ cooldown <= total, got cooldown=5, total=9, warmup=5",
        ),
        *(
            (
                lambda bad=bad: tw.multi_step(peak=1, milestones=bad),
                RangeError,
                r"multi_step: milestones must be one of the rising lists of the whole numbers of \[1, inf\), got ",
            )
            for bad in ([3, 3], [4, 2], [0, 1], [1.5], "12", 7, [[1]], None)
        ),
        (lambda: tw.one_cycle(peak=1, total=9, rise=1), RangeError, r"one_cycle: rise must lie in \(0, 1\), got 1"),
        (lambda: tw.cosine_restarts(peak=1, period=9, growth=0.5), RangeError, r"growth must lie in \[1, inf\)"),
    ],
)
def test_mistakes(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


def shadowing(t, *, peak: NonNegative):
    """Uses the warm-up's own name."""
    warm = peak / (1 + t)
    return warm + t


def elsewhere(s, *, peak: NonNegative):
    """Asks for what no schedule is told."""
    return peak / s


def whole(t, progress, *, peak: NonNegative, warmup: Steps = 3):
    """Asks for all there is, in a line
    of two."""
    return (peak *  # a comment
            progress / (1 + t + warmup))  # fmt: skip


def test_what_a_schedule_may_be() -> None:
    shadow = schedule(shadowing)(peak=2.0, warmup=3)
    assert_allclose(shadow([0, 3, 5]), [2 / 4, 2, 2 / 3 + 2])  # the warm-up makes way for the schedule's own name
    with pytest.raises(DeclarationError, match="elsewhere: a schedule takes t, progress, both or neither"):
        schedule(elsewhere)
    made = schedule(whole)
    assert list(made.formula.hyper) == ["peak", "total", "warmup"]
    assert made.formula.listing.splitlines()[0] == (
        "def whole(t, *, peak: NonNegative, total: Count, warmup: Steps = 3):"
    )
    assert "# a comment" in made.formula.body
    assert_allclose(made(peak=2.0, total=13)([0, 3, 8, 13]), [0, 0, 2 * 0.5 / 9, 2 / 14])
    assert made.formula.path == __file__


def test_reduce_on_plateau_waits_rests_and_starts_anew() -> None:
    rate = tw.reduce_on_plateau(peak=0.8, factor=0.5, patience=1, threshold=0.1, cooldown=2, floor=0.15)
    losses = [-1.0, -1.05, -1.2, -1.25, -1.3, -1.2, -1.2, -1.2, -1.2, -1.2, -1.2, -1.2, -1.2]
    # -1.05 is not better than -1.0 by a tenth, -1.2 is; then two in a row that are not: a drop, and two that rest.
    dropped = {12: 0.4, 20: 0.2, 28: 0.15}
    now = 0.8
    for i, loss in enumerate(losses):
        t = 2 * i + 4
        before = rate
        rate = rate.observe(loss, t)
        now = dropped.get(t, now)
        assert rate(t) == now
        assert before(t) >= rate(t)  # the old record still says what it said
        assert rate(t - 1) == before(t - 1)
    assert rate.hyper["drops"] == (12, 20, 28)
    assert (rate.best, rate.seen) == (-1.2, 28)
    again = replace(rate, best=math.inf, waited=0, resting=0, seen=-1).replace(drops=())
    assert again(99) == 0.8
    assert tw.reduce_on_plateau.seen == -1
    for loss in (math.nan, math.inf, -math.inf):
        with pytest.raises(NonFiniteError, match="reduce_on_plateau: the loss must be a finite number"):
            rate.observe(loss, 99)
    for t in (28, 3, -1, 30.5, True):
        with pytest.raises(RangeError, match=r"t must lie in the whole numbers of \[29, inf\)"):
            rate.observe(1.0, t)


def test_a_plateau_is_a_hyperparameter() -> None:
    opt = tw.sgd(lr=tw.reduce_on_plateau(peak=1.0, factor=0.5, patience=0))
    w, g = np.array([4.0]), np.array([1.0])
    state = opt.init(w)
    for loss in (3.0, 3.0, 2.0):
        opt.step(w, g, state)
        opt = opt(lr=opt.hyper["lr"].observe(loss, state.t))
    opt.step(w, g, state)
    assert w == 4 - 1 - 1 - 0.5 - 0.5
