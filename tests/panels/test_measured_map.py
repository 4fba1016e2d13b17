"""The panel `stability` with runs that are measured: every cell is the library's own run, for any rule and surface."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query
from talweg.course.schema import RULES
from talweg.formula import RATE
from talweg.surfaces import SURFACES

import own_deno
from accessibility import violations

ROOM = "panels/stability"
RATES, BETAS = np.geomspace(1e-3, 2, 5), np.array([0.0, 0.5, 0.9, 0.99])
STEPS = 60
RUNS = f"""([{{ cellsOf }}, {{ axesFor }}, {{ optimizers, surfaces }}], jobs) => jobs.map(
  ({{ first, second, across, up, ...job }}) => {{
    const axes = axesFor(optimizers[job.rule], surfaces[job.surface]);
    const named = (name) => axes.find((axis) => axis.name === name);
    const asked = {{ ...job, steps: {STEPS}, across: named(first), up: named(second) }};
    const {{ values, left }} = cellsOf(asked, across, up);
    return [values, left];
  }})"""
SETTLED = re.compile(r"^Of 23,353 runs")


def job(rule: str, surface: str, first: str, second: str) -> dict[str, Any]:
    """What the page asks its worker, with the numbers of two axes."""
    ground, runner = SURFACES[surface], RULES[rule]
    axes = (list(RATES), list(BETAS if second.startswith("beta") else RATES))
    return {
        "rule": rule, "h": dict(runner.hyper), "surface": surface, "shape": dict(ground.hyper),
        "start": list(ground.start), "first": first, "second": second, "across": axes[0], "up": axes[1],
    }  # fmt: skip


def first_axes(rule: str) -> tuple[str, str]:
    """The rate and the second hyperparameter, or the valley's kappa."""
    names = list(RULES[rule].hyper)
    rate = next(name for name in names if RULES[rule].formula.hyper[name].role is RATE)
    return rate, next((name for name in names if name != rate), "kappa")


@pytest.mark.slow
def test_every_cell_is_the_librarys_run(javascript: own_deno.Ask) -> None:
    jobs = [job(rule, "valley", *first_axes(rule)) for rule in RULES]
    jobs += [job("momentum", surface, "lr", "beta") for surface in ("rosenbrock", "beale", "himmelblau")]
    jobs += [job("adam", "rosenbrock", "lr", "b"), job("sgd", "rotated_valley", "lr", "kappa")]
    found = javascript([f"{ROOM}/cells.js", f"{ROOM}/settings.js", "formulas.js"], RUNS, jobs)
    gone = 0
    for asked, (values, left) in zip(jobs, found, strict=True):
        axes = {asked["first"]: asked["across"], asked["second"]: asked["up"]}
        expected = tw.stability_map(asked["surface"], asked["rule"], steps=STEPS, **axes)
        stayed = expected.left.T.reshape(-1) < 0
        assert_array_equal(left, expected.left.T.reshape(-1), err_msg=str(asked))
        begins = abs(SURFACES[asked["surface"]].value(*asked["start"]))
        ends = np.array(values)
        assert_allclose(ends[stayed], expected.values.T.reshape(-1)[stayed], rtol=1e-9, atol=1e-12 * begins)
        assert np.isinf(ends[~stayed]).all()
        gone += int((~stayed).sum())
    assert 20 < gone < sum(len(values) for values, _ in found) / 2


def test_an_axis_is_legal_from_end_to_end(javascript: own_deno.Ask) -> None:
    code = """([{ axesFor }, { places, shareOf, valueAt }, { optimizers, surfaces }]) =>
      Object.values(optimizers).flatMap((rule) => Object.values(surfaces).flatMap((surface) =>
        axesFor(rule, surface).map((axis) => {
          const values = [...places(axis, 7)];
          return [rule.name, surface.name, axis, values, values.map((value) => valueAt(axis, shareOf(axis, value)))];
        })))"""
    found = javascript([f"{ROOM}/settings.js", f"{ROOM}/axes.js", "formulas.js"], code)
    assert len(found) > 1000
    for rule, surface, axis, values, again in found:
        noun = RULES[rule] if axis["owner"] == "rule" else SURFACES[surface]
        legal = noun.formula.hyper[axis["name"]].range
        assert_array_equal(np.sort(values), values)
        assert values[0] < values[-1]
        assert all(value in legal for value in values), (rule, surface, axis, values)
        assert_allclose(again, values, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("rule", "surface", "axes"),
    [
        ("adam", "valley", ["lr", "beta1", "beta2", "kappa", "eps"]),
        ("sgd", "valley", ["lr", "kappa"]),
        ("sgd", "beale", ["lr"]),
        ("adagrad", "beale", ["lr", "start", "eps"]),
        ("lion", "sphere", ["lr", "beta1", "beta2", "weight_decay"]),
    ],
)
def test_the_likeliest_axes_come_first(javascript: own_deno.Ask, rule: str, surface: str, axes: list[str]) -> None:
    code = "([{ axesFor }, { optimizers, surfaces }], [rule, surface]) => axesFor(optimizers[rule], surfaces[surface])"
    found = javascript([f"{ROOM}/settings.js", "formulas.js"], code, [rule, surface])
    assert [each["name"] for each in found] == axes


@pytest.mark.parametrize("surface", ["valley", "booth", "rotated_valley"])
@pytest.mark.parametrize("rule", ["sgd", "momentum", "nesterov"])
def test_the_edge_is_the_librarys_condition(javascript: own_deno.Ask, rule: str, surface: str) -> None:
    code = """([{ conditionPath }, { settingsOf }, { atRest }, { default: schema }], given) => {
      const held = { ...atRest(schema), ...given, map: "runs" };
      const now = settingsOf({ get: (name) => held[name] });
      return [conditionPath(now, { width: 1000, height: 1000 }), now.across, now.up];
    }"""
    files = [f"{ROOM}/heights.js", f"{ROOM}/settings.js", "lib/settings/settings.js", "settings/stability.js"]
    path, across, up = javascript(files, code, {"rule": rule, "surface": surface})
    assert len(path) > 200
    for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path):
        given = dict(RULES[rule].hyper)
        kappa = dict(SURFACES[surface].hyper)
        for axis, share in ((across, float(x) / 1000), (up, 1 - float(y) / 1000)):
            low, high = axis["low"], axis["high"]
            value = low * (high / low) ** share if axis["kind"] == "log" else low + (high - low) * share
            if axis["owner"]:
                (given if axis["owner"] == "rule" else kappa)[axis["name"]] = value
        stable = RULES[rule].stable
        curvature = SURFACES[surface].largest_curvature
        assert stable is not None
        assert curvature is not None
        left, right = stable.sides(**given, curvature=curvature(**kappa))
        assert_allclose(left, right, rtol=2e-3)  # a tenth of a pixel


@pytest.mark.parametrize(
    "given",
    [
        {"start": [0, 0]},  # no way down
        {"kappa": 1e308, "rule": "adam", "steps": 1},  # f overflows at the start
        {"lr": 1e300, "beta": 0, "kappa": 1e-9},
        {"rule": "sgd", "surface": "sphere", "lr": 0},  # one axis
        {"rule": "amsgrad", "up": "corrected"},  # whole numbers
        {"surface": "saddle", "rule": "nesterov", "steps": 1000},  # no lowest place on the way
    ],
    ids=str,
)
def test_a_strange_map_is_drawn_without_a_hole(javascript: own_deno.Ask, given: dict[str, Any]) -> None:
    code = """([drawn, { cellsOf }, { places }, { settingsOf, on }, words, { atRest }, schema], given) => {
      const { heights, bestsOf, conditionPath } = drawn;
      const held = { ...atRest(schema.default), map: "runs", ...given };
      const now = settingsOf({ get: (name) => held[name] });
      const cells = cellsOf(now.job, places(now.across, 9), places(now.up, 7).reverse());
      const end = cellsOf(now.job, [on(now, now.across)], [on(now, now.up)]);
      const grey = [[0, 0, 0], [9, 9, 9]];
      const place = { width: 90, height: 70 };
      const { image, lines, names } = heights(now, cells, place, { tints: grey, rust: grey });
      const shown = { ...now, cells, measuring: false, ...bestsOf(cells) };
      const own = { f: end.values[0], left: end.left[0] };
      return {
        opaque: [...image.data].filter((value, i) => i % 4 === 3 && value === 255).length,
        paths: lines + conditionPath(now, place) + names.map(({ x, y }) => `${x} ${y}`).join(),
        words: [words.sentence(shown, own), words.comparison(shown), words.caption(shown)],
        table: JSON.stringify(words.tableOf(shown, own)),
        rows: words.mapRows(shown),
      };
    }"""
    files = ["heights", "cells", "axes", "settings", "words"]
    shared = ["lib/settings/settings.js", "settings/stability.js"]
    found = javascript([*(f"{ROOM}/{name}.js" for name in files), *shared], code, given)
    count = 9 * (1 if given.get("surface") == "sphere" else 7)
    assert found["opaque"] == count
    assert len(found["rows"]) == 1 + count
    for text in (found["paths"], found["table"], *found["words"]):
        assert not re.search("NaN|undefined|null", text), text


def test_a_coarse_map_comes_of_each_job_that_is_begun_and_a_fine_one_of_the_last(javascript: own_deno.Ask) -> None:
    code = """async ([{ measurer }, { axisOf }, { optimizers }]) => {
      const axis = (name) => axisOf("rule", name, optimizers.momentum.hyper[name]);
      const told = [];
      const take = measurer(({ job, cells, finest }) => told.push([job.steps, cells.columns, cells.rows, finest]));
      const job = { rule: "momentum", h: {}, surface: "valley", shape: { kappa: 10 }, start: [5, 3] };
      const asked = [700, 1, 701].map((steps) => take({ ...job, steps, across: axis("lr"), up: axis("beta") }));
      await Promise.all(asked);
      return told;
    }"""
    told = javascript([f"{ROOM}/measure.js", f"{ROOM}/axes.js", "formulas.js"], code)
    assert told == [
        [700, 49, 31, False],  # given up then, for something newer is there; the second job never began
        [701, 49, 31, False],
        [701, 97, 61, False],
        [701, 193, 121, True],
    ]


KEY_BEFORE_THE_NEXT_FRAME = """(cursor) => {
    const choices = [...document.querySelectorAll("select")];
    const up = choices.find((each) => each.labels[0].textContent.trim().startsWith("Up"));
    up.value = "beta2";
    up.dispatchEvent(new Event("change", { bubbles: true }));
    cursor.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
}"""


def test_any_rule_is_mapped_in_the_worker(page: Any, site: str) -> None:
    hired: list[str] = []
    page.on("worker", lambda worker: hired.append(worker.url))
    page.goto(f"{site}/panels/stability")
    page.get_by_role("combobox", name="Rule").select_option("adam")
    expect(page.locator(".tw-compare")).to_have_text(SETTLED)
    assert [url.rpartition("/")[2] for url in hired] == ["worker.js"]
    page.get_by_role("button", name="Go to the best").click()
    drawn(page)
    rows = {name: rest for name, *rest in numbers(page)}
    lr, beta, f, state = rows["The best of all"]
    asked = {name: float(text) for name, text in zip(("lr", "beta1"), rows["This one"], strict=False)}
    race = tw.race("valley", tw.adam(**asked), steps=200)
    assert_allclose(float(rows["This one"][2]), race.values["adam"][-1], rtol=1e-5)
    assert_allclose([asked["lr"], asked["beta1"]], [float(lr), float(beta)], rtol=1e-3)
    assert state == "stayed"
    assert 0 <= float(f) < 1e-30

    cursor = page.get_by_role("slider", name="Setting of Adam")
    cursor.evaluate(KEY_BEFORE_THE_NEXT_FRAME)  # which is a step on the axis that was seen, and none on the one to come
    drawn(page)
    assert "β2 0.999:" in cursor.get_attribute("aria-valuetext")
    cursor.press("ArrowUp")
    drawn(page)
    assert re.search(r"lr [\d.]+, β2 0\.999\d+: after 200 steps f is ", cursor.get_attribute("aria-valuetext"))
    expect(page.locator(".tw-compare")).to_have_text(SETTLED)
    assert violations(page) == ""
    asked = {name.removeprefix("stability."): value for name, value in query(page).items()}
    assert (asked["rule"], asked["up"]) == ("adam", "beta2")
    assert float(asked["hyper.beta2"]) > 0.999
    page.get_by_role("link", name="Race this setting").click()
    page.get_by_role("slider", name="Start point").wait_for()
    raced = query(page)
    assert raced["race.hyper.adam.beta2"] == asked["hyper.beta2"]
    assert raced["race.steps"] == "200"


def test_the_end_of_momentums_runs_and_back_to_its_pace(page: Any, site: str) -> None:
    page.goto(f"{site}/panels/stability?stability.map=runs&stability.lr=0.25&stability.beta=0.3&stability.steps=100")
    expect(page.locator(".tw-compare")).to_have_text(SETTLED)
    left = int(tw.sweep("valley", "momentum", lr=0.25, beta=0.3, steps=100).left)
    assert f"Momentum left at step {left}: it diverges." in page.locator(".tw-outcome").inner_text()
    rows = {name: rest for name, *rest in numbers(page)}
    assert rows["This one"] == ["0.250000", "0.300000", "∞", f"left at step {left}"]
    lr, beta, f, _ = rows["SGD at its best"]
    assert beta == "0"
    assert_allclose(float(f), tw.race("valley", tw.sgd(lr=float(lr)), steps=100).values["sgd"][-1], rtol=1e-2)
    page.get_by_text("the pace in the long run").click()
    drawn(page)
    assert "the error grows" in page.locator(".tw-outcome").inner_text()
    assert page.get_by_role("combobox", name="Steps").count() == 0
    assert query(page) == {"stability.lr": "0.25", "stability.beta": "0.3", "stability.steps": "100"}


def test_what_the_lesson_says_of_adam_in_the_valley() -> None:
    found = tw.stability_map("valley", "adam", lr=np.geomspace(1e-4, 10, 61), beta1=np.linspace(0, 0.999, 41))
    assert (found.left < 0).all(), "no rate on the map throws it out"
    assert found.values[-1, 0] > 1, "but it does not settle"
    assert found.values[45, 0] < 1e-12
