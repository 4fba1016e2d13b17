"""Panels as widgets: the real comm of ipywidgets on one side, the bundle in a browser on the other."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import talweg as tw
from talweg.errors import DtypeError, RangeError, UnknownNameError
from talweg.web.bundle import PANELS, style

from own_notebook import Show, Wire, showing

WHOLE = next(rule for rule in tw.optimizers.OPTIMIZERS.values() if rule.whole)  # no browser runs it
LR_SET = {"hyper": {"momentum": {"lr": 0.1, "beta": tw.momentum.hyper["beta"]}}}
ADAGRAD = {"lr": 0.01, "eps": 1e-8, "start": 0.5}


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every widget gets a Wire."""
    monkeypatch.setattr("comm.create_comm", Wire)


@pytest.fixture
def show(page: Any) -> Iterator[Show]:
    """Shows a widget on a blank page."""
    with showing(page) as shown:
        yield shown


def fresh(panel: str, **values: Any) -> Any:
    return getattr(tw.panels, panel.replace("-", "_"))(**values)


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_renders_and_leaves_no_trace(show: Show, panel: str) -> None:
    page = show(fresh(panel))
    assert len(page.locator("main .tw-panel").inner_text()) > 100
    assert (
        page.locator("main").evaluate("el => getComputedStyle(el.querySelector('.tw-panel')).containerType") != "normal"
    )
    page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("takeDown()") == 0, "it still listens"
    assert page.locator("main").inner_html() == ""


def row(page: Any, name: str) -> str:
    text: str = page.locator(".tw-row", has_text=re.compile(name)).locator(".tw-value").inner_text()
    return text


def test_python_moves_the_panel_and_the_panel_moves_python(show: Show) -> None:
    panel = fresh("race", surface=tw.surfaces.valley(kappa=30), rules=[tw.sgd(lr=0.02), tw.adam(lr=0.5)], steps=60)
    page = show(panel)
    race = tw.race(tw.surfaces.valley(kappa=30), [tw.sgd(lr=0.02), tw.adam(lr=0.5)], start=(5, 3), steps=60)
    assert row(page, "SGD") == f"f = {race.values['sgd'][60]:.4g}"
    assert row(page, "Adam") == f"f = {race.values['adam'][60]:.4g}"

    panel.steps = 40
    expect(page.locator(".tw-row", has_text="Adam").locator(".tw-value")).to_have_text(
        f"f = {race.values['adam'][40]:.4g}"
    )
    panel.surface = tw.surfaces.booth
    expect(page.get_by_role("combobox", name="Surface")).to_have_value("booth")
    assert panel.shape == {}

    heard: list[Any] = []
    panel.observe(lambda change: heard.append(change.new), "start")
    page.get_by_role("slider", name="Start point").press("ArrowLeft")
    page.locator("body[data-heard*=start]").wait_for()
    x, y = panel.start
    assert heard == [[x, y]]
    assert x < tw.surfaces.booth.start[0]
    assert y == tw.surfaces.booth.start[1]
    race = tw.race(tw.surfaces.booth, [tw.adam(lr=0.5)], start=(x, y), steps=40)
    assert row(page, "Adam") == f"f = {race.values['adam'][40]:.4g}"


def test_what_only_the_page_can_judge_is_mended_on_both_sides(show: Show) -> None:
    panel = fresh("hike")
    page = show(panel)
    panel.length = 18.5
    expect(page.locator(".tw-notices")).to_contain_text("length = 18.5 is outside [0.012, 12]; using 12.")
    page.locator("body[data-heard*=length]").wait_for()
    assert panel.length == 12


def test_a_notebook_has_no_page_to_go_to(show: Show) -> None:
    assert show(fresh("stability")).get_by_role("link").count() == 0


def test_a_setting_that_is_not_legal_is_refused_and_nothing_changes() -> None:
    panel = fresh("race", steps=40, step=30)
    with pytest.raises(RangeError, match=re.escape("race: rate = -1 is outside [0, inf)")):
        panel.rate = -1
    with pytest.raises(UnknownNameError, match="race has no rule 'sgdd'; did you mean 'sgd'"):
        panel.rules = ["adam", "sgdd"]
    assert repr(panel) == "race(steps=40, step=30)"


def test_what_another_setting_leaves_no_room_for_gives_way() -> None:
    panel = fresh("race", step=80, steps=100, start=(5, 3))
    panel.steps = 60
    assert panel.step is None, "the last step"
    panel.surface = "beale"
    assert panel.start == [4.5, 2.0]


def test_the_page_may_send_settings_in_any_order() -> None:
    panel = fresh("race")
    panel.set_state({"step": 70, "steps": 90})
    assert (panel.step, panel.steps) == (70, 90)


def test_a_worker_is_started_from_the_bundle(show: Show, page: Any) -> None:
    with page.expect_worker() as started:
        show(fresh("race", equal="best"))
    expect(page.locator(".tw-row", has_text="SGD").locator(".tw-setting")).to_have_text(
        re.compile(r"lr 0\.0[89]")
    )  # near 1 / 11
    assert page.workers == [started.value], "the page has not had to do the work itself"


def test_a_map_is_measured_in_a_worker_of_the_bundle(show: Show, page: Any) -> None:
    with page.expect_worker() as started:
        show(fresh("stability", rule=tw.lion, surface="booth", steps=20))
    expect(page.locator(".tw-compare")).to_have_text(re.compile("^Of 23,353 runs"))
    assert page.workers == [started.value], "the page has not had to do the work itself"


def test_the_panel_takes_the_notebooks_theme_and_leaves_its_page_alone(show: Show) -> None:
    page = show(fresh("window"))
    colour = "el => getComputedStyle(el).backgroundColor"
    theme = page.locator(".tw-notebook")
    expect(theme).to_have_attribute("data-theme", "light")
    by_day = page.locator(".tw-panel").evaluate(colour)
    page.evaluate("document.body.style.color = 'oklch(0.95 0.01 250)'")  # not a notation that a pattern would take
    expect(theme).to_have_attribute("data-theme", "dark")
    assert page.locator(".tw-panel").evaluate(colour) != by_day
    outside = page.evaluate(
        """() => {
          const [own, other] = ["tw-panel tw-chip", ""].map((names) => {
            const el = document.body.appendChild(document.createElement("button"));
            el.className = names;
            return [...getComputedStyle(el)].map((key) => getComputedStyle(el).getPropertyValue(key)).join();
          });
          return [own === other, getComputedStyle(document.documentElement).getPropertyValue("--tw-paper")];
        }"""
    )
    assert outside == [True, ""]


def test_a_style_sheet_holds_what_its_panel_needs() -> None:
    for panel in PANELS:
        assert "--tw-paper" in style(panel)
        assert ".masthead" not in style(panel)
    assert ".tw-source" in style("code")
    assert ".tw-source" not in style("window")


@pytest.mark.parametrize(
    "given, kept",
    [
        ({"rules": ["sgd"]}, {"rules": ["sgd"]}),
        ({"rules": [tw.sgd]}, {"rules": ["sgd"], "hyper": {"sgd": {"lr": tw.sgd.hyper["lr"]}}}),
        ({"rules": [tw.sgd, tw.momentum(lr=0.1)], "rate": 0.02}, {"rules": ["sgd", "momentum"], "rate": 0.02} | LR_SET),
        ({"surface": "booth", "rules": "adam"}, {"surface": "booth", "rules": ["adam"]}),
        (
            {"rules": [tw.sgd(lr=0.5)], "hyper": {"momentum": {"beta": 0.5}}},
            {"rules": ["sgd"], "hyper": {"sgd": {"lr": 0.5}, "momentum": {"beta": 0.5}}},
        ),
        ({"surface": tw.surfaces.valley(kappa=3)}, {"surface": "valley", "shape": {"kappa": 3.0}}),
        ({"surface": tw.surfaces.valley, "shape": {"kappa": 4}}, {"surface": "valley", "shape": {"kappa": 4}}),
        ({"start": np.array([1.5, 2])}, {"start": [1.5, 2.0]}),
        ({"start": (1, 2), "predict": True}, {"start": [1, 2], "predict": 1}),
        ({"steps": np.int64(7), "step": None}, {"steps": 7}),
        ({"rules": [tw.adagrad(start=0.5)]}, {"rules": ["adagrad"], "hyper": {"adagrad": ADAGRAD}}),
    ],
)
def test_what_a_setting_may_be_given_as(given: dict[str, Any], kept: dict[str, Any]) -> None:
    panel = fresh("race", **given)
    assert json.dumps(panel.settings, allow_nan=False) == json.dumps(fresh("race").settings | kept)


def test_a_map_is_of_a_rule_and_a_surface_with_their_numbers() -> None:
    panel = fresh("stability", rule=tw.adam(lr=0.1, beta2=0.99), surface=tw.surfaces.rosenbrock(b=30), up="beta2")
    assert (panel.rule, panel.lr, panel.hyper) == ("adam", 0.1, {"beta1": 0.9, "beta2": 0.99, "eps": 1e-8})
    assert (panel.surface, panel.shape) == ("rosenbrock", {"b": 30.0})
    panel.rule = "momentum"
    assert (panel.up, panel.hyper, panel.lr) == (None, {}, 0.1), "no hyperparameters of Adam's"
    with pytest.raises(UnknownNameError, match="stability has no hyperparameter 'beta2'"):
        panel.up = "beta2"
    with pytest.raises(RangeError, match="up = 'lr' is across already; give 'beta' or 'b'"):
        fresh("stability", surface="rosenbrock", across="lr", up="lr")


def test_a_schedules_shared_numbers_are_the_panels_own() -> None:
    panel = fresh("schedules", shown=[tw.cosine(peak=0.2, total=100, warmup=5), tw.exponential(peak=0.2, decay=0.9)])
    assert (panel.peak, panel.total, panel.warmup, panel.shown) == (0.2, 100, 5, ["cosine", "exponential"])
    assert panel.hyper == {"exponential": {"decay": 0.9}}


@pytest.mark.parametrize(
    "panel, given, error, words",
    [
        ("race", {"rate_": 1}, UnknownNameError, "race has no setting 'rate_'; did you mean 'rate'?"),
        ("race", {"rate": float("nan")}, RangeError, "race: rate must be finite, got nan"),
        ("race", {"steps": 10**400}, RangeError, "race: steps must be finite, got 1000"),
        ("race", {"rate": -1}, RangeError, "race: rate = -1 is outside [0, inf)"),
        ("race", {"rate": "fast"}, RangeError, "race: rate = 'fast' is not a number; it must lie in [0, inf)"),
        ("race", {"surface": "vally"}, UnknownNameError, "race has no surface 'vally'; did you mean 'valley'?"),
        ("race", {"hyper": {"sgd": {"lrr": 1}}}, UnknownNameError, "no hyperparameter of sgd 'lrr'; did you mean 'lr'"),
        ("race", {"start": (99, 0)}, RangeError, "race: start = [99, 0] is outside [-6, 6] and [-4, 4]"),
        ("race", {"steps": 9, "step": 10}, RangeError, "race: step = 10 is outside the whole numbers of [0, 9]"),
        ("race", {"rate": object()}, DtypeError, "race: rate must be a finite number, a text"),
        (
            "race",
            {"rules": [tw.adam(lr=tw.cosine(peak=1, total=9))]},
            RangeError,
            "adam's lr changes from step to step",
        ),
        ("race", {"rules": [WHOLE]}, UnknownNameError, f"race has no optimizer {WHOLE.name!r}"),
        ("schedules", {"rule": tw.adam(beta1=0.5)}, RangeError, "no place for adam's beta1 = 0.5"),
        (
            "schedules",
            {"shown": [tw.cosine(peak=1, total=9), tw.exponential(peak=2, decay=0.5)]},
            RangeError,
            "peak is one for all here, got both 1.0 and 2.0",
        ),
    ],
)
def test_what_it_may_not_is_refused(panel: str, given: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=re.escape(words)):
        fresh(panel, **given)


def test_the_functions_are_found_and_say_what_they_take() -> None:
    assert dir(tw.panels) == [panel.replace("-", "_") for panel in PANELS]
    taken = inspect.signature(tw.panels.race).parameters
    assert list(taken)[:2] == ["surface", "rules"]
    assert taken["steps"].default == 50
    assert "steps: a whole number in [1, 1000]." in (tw.panels.race.__doc__ or "")
    assert tw.panels.race("booth", ["adam"]).surface == "booth"
    assert repr(tw.panels.race(steps=9)) == "race(steps=9)"
    with pytest.raises(AttributeError, match="did you mean 'race'"):
        _ = tw.panels.rase
    first, second = tw.panels.race(), tw.panels.race()
    first.rules.append("adam")
    assert second.rules == ["sgd", "momentum", "adam"], "panels share no list"


def test_without_anywidget_the_error_says_what_to_install() -> None:
    code = "import sys; sys.modules['anywidget'] = None; import talweg as tw; tw.panels.race()"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert out.stderr.strip().endswith(
        "ImportError: talweg.panels.race needs anywidget, which is not installed: pip install 'talweg[notebook]'"
    )
