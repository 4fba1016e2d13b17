"""Formulas of one's own in panels, which no shelf has: their numbers there are those of the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import talweg as tw
from talweg.errors import DeclarationError, RangeError
from talweg.formula import Average, NonNegative, Positive, Rate

from own_notebook import Show, Wire, showing


@tw.function
def sign_of(x):  # type: ignore[no-untyped-def]
    """The sign of x."""
    return np.sign(x)


@tw.optimizer
def drift(w, g, m, *, lr: Rate = 0.05, beta: Average = 0.5):  # type: ignore[no-untyped-def]
    """Drift: the sign of the averaged gradient. Source: this test, 2026."""
    m = beta * m + (1 - beta) * g
    return w - lr * sign_of(m), m


@tw.surface(start=(2.0, 1.0), minima=[(0.0, 0.0)], view=((-3.0, 3.0), (-2.0, 2.0)))
def bowl(x, y, *, steep: Positive = 3.0):  # type: ignore[no-untyped-def]
    """A bowl."""
    return (x**2 + steep * y**2) / 2, x, steep * y


@tw.loss
def tilted(y_hat, y, *, scale: Positive = 2.0):  # type: ignore[no-untyped-def]
    """Tilted: a parabola and a line."""
    error = y_hat - y
    return scale * error**2 + error, 2 * scale * error + 1


@tw.schedule
def inverse_time(t, *, peak: NonNegative, half: Positive = 25.0):  # type: ignore[no-untyped-def]
    """Inverse time: at t = half it is peak / 2."""
    return peak / (1 + t / half)


@tw.optimizer(whole=True)
def unit(w, g, *, lr: Rate = 0.1):  # type: ignore[no-untyped-def]
    """Unit: a step of one length."""
    return w - lr * g / np.sqrt(np.sum(g * g))


@tw.loss(targets=tw.nouns.targets.SIGN)
def signs(y_hat, y):  # type: ignore[no-untyped-def]
    """Signs: of a margin."""
    return -y * y_hat, -y


def again() -> Any:
    """`drift` as a second cell of a notebook might declare it."""

    @tw.optimizer
    def drift(w, g, *, lr: Rate = 0.25):  # type: ignore[no-untyped-def]
        """Drift: straight down."""
        return w - lr * g

    return drift


def adam() -> Any:
    @tw.optimizer
    def adam(w, g, *, lr: Rate = 0.1):  # type: ignore[no-untyped-def]
        """Not the one that the shelf has."""
        return w - lr * g

    return adam


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every widget gets a Wire."""
    monkeypatch.setattr("comm.create_comm", Wire)


@pytest.fixture
def show(page: Any) -> Iterator[Show]:
    """Shows a widget on a blank page."""
    with showing(page) as shown:
        yield shown


def test_a_rule_and_a_surface_of_ones_own_race(show: Show) -> None:
    panel = tw.panels.race(bowl(steep=2), [drift(lr=0.03), tw.sgd(lr=0.02)], steps=40)
    page = show(panel)
    race = tw.race(bowl(steep=2), [drift(lr=0.03), tw.sgd(lr=0.02)], steps=40)
    for name, label in (("drift", "Drift"), ("sgd", "SGD")):
        row = page.locator(".tw-row", has_text=label).locator(".tw-value")
        expect(row).to_have_text(f"f = {race.values[name][40]:.4g}")
    expect(page.get_by_role("combobox", name="Surface")).to_have_value("bowl")
    assert page.get_by_role("checkbox", name="Drift").is_checked()
    assert page.locator(".tw-losses math").count() > 0, "the surface is typeset"
    page.locator(".tw-row", has_text="Drift").click()
    expect(page.locator(".tw-row", has_text="Drift").locator("math").first).to_be_visible()
    page.get_by_role("button", name="Reset to the lesson's setting").click()
    expect(page.get_by_role("combobox", name="Surface")).to_have_value("valley")
    assert panel.rules == ["sgd", "momentum", "adam"]


def test_its_best_rate_is_found_in_a_worker(show: Show, page: Any) -> None:
    with page.expect_worker():
        show(tw.panels.race(rules=[again(), tw.sgd], equal="best"))
    found = page.locator(".tw-row .tw-setting")
    expect(found.first).to_have_text(re.compile(r"lr 0\.0[89]"))  # near 1 / 11
    assert found.all_inner_texts()[0] == found.all_inner_texts()[1], "it is SGD under another name"


def test_its_source_is_shown(show: Show) -> None:
    page = show(tw.panels.code(rules=[drift], tab=drift))
    expect(page.get_by_role("cell", name="return w - lr * sign_of(m), m")).to_be_visible()


def test_a_loss_of_ones_own_charges(show: Show) -> None:
    page = show(tw.panels.punishment(error=3, show=["mse", tilted]))
    value, (gradient,) = tilted.value_and_grad([3.0], [0.0])
    rows = page.locator(".tw-values tbody tr").all_inner_texts()
    assert [row.split("\t")[:3] for row in rows] == [["MSE", "9", "6"], ["Tilted", f"{value:g}", f"{gradient:g}"]]


def test_a_schedule_of_ones_own_and_a_rule_that_it_drives(show: Show) -> None:
    plan = inverse_time(peak=0.2, half=50)
    panel = tw.panels.schedules([plan, "cosine"], rule=drift, total=100, step=50)
    assert (panel.peak, panel.hyper, panel.rule) == (0.2, {"inverse_time": {"half": 50.0}}, "drift")
    page = show(panel)
    expect(page.locator(".tw-row", has_text="Inverse time")).to_contain_text(f"{plan(50):g}")
    expect(page.get_by_role("combobox", name="Optimizer")).to_have_value("drift")


def test_a_panel_keeps_the_guests_it_was_made_with() -> None:
    panel = tw.panels.race("valley", [drift, "adam"])
    panel.rules = [drift(lr=0.5)]
    assert (panel.rules, panel.guests, panel.hyper["drift"]["lr"]) == (["drift"], (drift,), 0.5)
    panel.rules = ["drift", "sgd"]
    assert panel.rules == ["sgd", "drift"]
    with pytest.raises(DeclarationError, match=r"drift is not in this panel.*; make another one, tw\.panels\.race"):
        panel.rules = [again()]
    with pytest.raises(DeclarationError, match="typed is not in this panel"):
        panel.surface = tw.surfaces.typed("x**2 + 10*y**2")
    assert tw.panels.race("valley").rules == ["sgd", "momentum", "adam"], "no other panel knows it"
    assert "drift" not in tw.panels.race("valley")._esm
    assert "drift" not in tw.optimizers.OPTIMIZERS


def test_a_panel_that_refuses_a_guest_has_not_changed() -> None:
    panel = tw.panels.race("valley", ["adam", drift], steps=40)
    before = repr(panel)
    for value, error in (([drift, again()], RangeError), ([drift, "sgdd"], KeyError), ([unit], DeclarationError)):
        with pytest.raises(error):
            panel.rules = value
    assert repr(panel) == before


@pytest.mark.parametrize(
    "make, error, words",
    [
        (lambda: tw.panels.race("valley", [adam()]), RangeError, "the optimizer 'adam' stands on the shelf already"),
        (lambda: tw.panels.race("valley", [drift, again()]), RangeError, "two formulas are called 'drift'"),
        (lambda: tw.panels.race("valley", [unit]), DeclarationError, "race: unit works on whole arrays"),
        (
            lambda: tw.panels.race("valley", [tilted]),
            DeclarationError,
            "race has no place for the loss 'tilted'; it takes optimizers and surfaces",
        ),
        (
            lambda: tw.panels.window(drift),
            DeclarationError,
            "window has no place for the optimizer 'drift'; it takes no",
        ),
        (lambda: tw.panels.race(sign_of), DeclarationError, "race has no place for the function 'sign_of'"),
        (lambda: tw.panels.punishment(show=[signs]), DeclarationError, "punishment has no place for a loss such as"),
        (
            lambda: tw.panels.punishment(show=[tilted(scale=3)]),
            RangeError,
            "no place for tilted's scale = 3.0; give 'tilted' as it was declared",
        ),
        (
            lambda: tw.panels.race("valley", [drift(lr=tw.cosine(peak=1, total=9))]),
            RangeError,
            "drift's lr changes from step to step",
        ),
    ],
)
def test_what_a_panel_has_no_place_for(make: Callable[[], Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=re.escape(words)):
        make()
