"""The panel inside Adam: its lines, moves and shares, held to `tw.adam` and `tw.explain_step`."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query

MINUS = "\N{MINUS SIGN}"
STEPS = 30
SIGNALS = {
    "constant": [1.0] * STEPS,
    "alternating": [1.0, -1.0] * (STEPS // 2),
    "sparse": [1.0 if i % 10 == 0 else 0.0 for i in range(STEPS)],
    "tiny": [1e-4] * STEPS,
}


def visit(page: Any, site: str, query: str = "") -> Any:
    page.goto(f"{site}/panels/inside-adam{query}")
    page.locator(".tw-inside input").first.wait_for()
    return page


def shown(page: Any) -> dict[str, float]:
    return {name: float(value) for name, value in numbers(page)}


def hold(found: dict[str, float], gradients: list[float], step: int, **hyper: float) -> None:
    """Every number of the panel at `step`, against the library."""
    rule = tw.adam(**hyper)
    w = np.zeros(1)
    state = rule.init(w)
    for earlier in gradients[: step - 1]:
        rule.step(w, np.array([earlier]), state)
    g = np.array([gradients[step - 1]])
    explained = tw.explain_step(rule, np.zeros(1), g, state)
    for name, share in explained.shares.items():
        assert_allclose(found[name], share[0], rtol=2e-5, atol=1e-18, err_msg=name)
    assert_allclose(found["the move"], explained.step[0], rtol=1e-5, atol=1e-18)
    parts = [found[name] for name in ("gradient", "momentum", "bias correction", "scaling", "eps")]
    assert_allclose(sum(parts), found["the move"], atol=1e-5 * max(map(abs, parts)))
    bare = np.zeros(1)
    late = rule.init(bare)
    late.t = 10**12
    for name, slot in state.slots.items():
        late.slots[name][...] = slot
    rule.step(bare, g, late)
    assert_allclose(found["without bias correction"], bare[0], rtol=1e-5, atol=1e-18)
    rule.step(w, g, state)
    m, v = state.slots["m"][0], state.slots["v"][0]
    corrected = m / (1 - rule.hyper["beta1"] ** step), v / (1 - rule.hyper["beta2"] ** step)
    held = dict(zip(("w after", "m", "v", "m_hat", "v_hat"), (w[0], m, v, *corrected), strict=True))
    assert_allclose([found[name] for name in held], list(held.values()), rtol=1e-5, atol=1e-18)


@pytest.mark.parametrize("signal", SIGNALS)
def test_shares_are_those_of_explain_step(page: Any, site: str, signal: str) -> None:
    for step in (1, 2, 17, 30):
        visit(page, site, f"?inside-adam.signal={signal}&inside-adam.step={step}&inside-adam.eps=1e-5")
        hold(shown(page), SIGNALS[signal], step, eps=1e-5)


def test_sliders_signals_and_steps_by_mouse_and_keyboard(page: Any, site: str) -> None:
    visit(page, site)
    page.get_by_role("radio", name="Alternating").check()
    expect(page.get_by_role("slider", name="seed of the noise")).to_be_hidden()
    page.get_by_role("button", name="One step forward").click()
    page.get_by_role("button", name="One step forward").click()
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("3")
    beta1 = page.get_by_role("slider", name="beta1", exact=True)
    for _ in range(40):
        beta1.press("ArrowRight")
    beta = float(page.get_by_role("textbox", name=re.compile("^beta1, exact")).input_value())
    assert beta > 0.9
    assert beta1.get_attribute("aria-valuetext") == f"{beta:g}"
    chart = page.get_by_role("slider", name=re.compile("^Adam's move"))
    for _ in range(4):
        chart.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "7")
    hold(shown(page), SIGNALS["alternating"], 7, beta1=beta)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 60)
    drawn(page)
    step = int(chart.get_attribute("aria-valuenow"))
    assert 12 < step < 24
    hold(shown(page), SIGNALS["alternating"], step, beta1=beta)
    assert query(page)["inside-adam.step"] == str(step)
    chart.press("Home")
    expect(chart).to_have_attribute("aria-valuenow", "1")


def test_the_lines_of_source_carry_this_steps_numbers(page: Any, site: str) -> None:
    visit(page, site, "?inside-adam.signal=constant&inside-adam.step=1")
    cells = page.locator(".tw-code tbody tr").all()
    source = "\n".join(row.locator("td").first.inner_text().rstrip() for row in cells).strip()
    assert source == f"{tw.adam.formula.listing}\n\n{tw.adam.formula.called}".strip()
    corrected = page.locator(".tw-code tr", has_text="m_hat = bias_corrected")
    assert corrected.locator("td").last.inner_text() == "m_hat = 1.0000"
    said = page.locator(".tw-outcome").inner_text()
    assert f"{0.1 / math.sqrt(0.001):.3g} times as far" in said


def test_the_noise_is_a_matter_of_its_seed(page: Any, site: str) -> None:
    first = shown(visit(page, site, "?inside-adam.step=9"))
    again = shown(visit(page, site, "?inside-adam.step=9&inside-adam.seed=1"))
    other = shown(visit(page, site, "?inside-adam.step=9&inside-adam.seed=2"))
    assert first == again
    assert first["gradient g"] != other["gradient g"]


def test_a_setting_without_memory_is_told_truthfully(page: Any, site: str) -> None:
    query = "?inside-adam.signal=sparse&inside-adam.beta2=0&inside-adam.step=2&inside-adam.eps=1e-5"
    hold(shown(visit(page, site, query)), SIGNALS["sparse"], 2, beta2=0.0, eps=1e-5)


@pytest.mark.parametrize(
    "bad",
    [
        {
            "beta1=1": "beta1 = 1 in",
            "eps=0": "eps = 0 in",
            "signal=__proto__": "signal = __proto__ in the link is not known here",
            "step=99": "using 30",
            "seed=x": "seed = x in the link is not a number",
            "nonsense=1": "“nonsense”, which this panel does not have",
        },
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_links_fall_back_with_a_word(page: Any, site: str, bad: dict[str, str]) -> None:
    visit(page, site, "?" + "&".join(f"inside-adam.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert shown(page)
