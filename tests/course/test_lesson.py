"""The lesson: what it quotes in closed form is what the library measures, and every section reads whole."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from importlib.resources import files

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.course.lesson import LESSONS, lesson, measured
from talweg.course.lessons.loss_and_optimization import SECTIONS, momentum
from talweg.course.lessons.loss_and_optimization.sources import SOURCES
from talweg.course.source import citing
from talweg.errors import UnknownNameError

LESSON = lesson("loss-and-optimization")


def factor(lr: float, beta: float, kappa: float) -> float:
    """What momentum multiplies the error by, from the eigenvalues of its own two-step matrix."""
    steps = [np.array([[1 - lr * c, -beta], [lr * c, beta]]) for c in (2, 2 * kappa)]
    return max(np.abs(np.linalg.eigvals(each)).max() for each in steps)


def test_the_numbers_of_the_plan() -> None:
    found = momentum.values()
    assert found["crossing"] == 38
    assert round(found["ideal"]) == 1442
    assert_allclose((found["sgd_lr"], found["sgd_rate"]), (1 / 11, 0.818), atol=5e-4)
    assert_allclose((found["best_beta"], found["best_lr"], found["best_rate"]), (0.27, 0.115, 0.519), atol=5e-3)
    assert_allclose(found["floor"], 0.949, atol=5e-4)


@pytest.mark.parametrize("kappa", [10, 38, 100])
def test_the_best_settings_are_best(kappa: int) -> None:
    lr = momentum.sgd_best(kappa)
    rate = momentum.rate(lr, 0, kappa)
    assert_allclose(factor(lr, 0.0, kappa), rate, rtol=1e-12)
    assert all(factor(lr * change, 0.0, kappa) > rate for change in (0.97, 1.03))
    lr, beta = momentum.momentum_best(kappa)
    # At the best point both directions are critical, where an eigenvalue moves as the root of a rounding error.
    rate = momentum.rate(lr, beta, kappa)
    assert_allclose(factor(lr, beta, kappa), rate, rtol=1e-6)
    assert all(
        factor(lr * a, beta * b, kappa) > rate for a in (0.97, 1, 1.03) for b in (0.97, 1, 1.03) if (a, b) != (1, 1)
    )


def test_the_closed_forms_are_what_a_race_shows() -> None:
    lr = momentum.sgd_best(10)
    rate = momentum.rate(lr, 0, 10)
    values = tw.race(tw.surfaces.valley(kappa=10), [tw.sgd(lr=lr)], start=(5, 3), steps=40).values["sgd"]
    assert_allclose((values[40] / values[30]) ** (1 / 20), rate, rtol=1e-9)
    values = tw.race(tw.surfaces.valley(kappa=10), [tw.momentum(lr=0.05)], start=(5, 3), steps=400).values["momentum"]
    envelope = [values[t : t + 20].max() for t in (100, 360)]
    assert_allclose((envelope[1] / envelope[0]) ** (1 / 520), momentum.values()["floor"], rtol=2e-3)


@pytest.mark.parametrize("part", SECTIONS)
def test_every_value_is_used_and_finite(part: str) -> None:
    package = "talweg.course.lessons.loss_and_optimization"
    text = files(package).joinpath(f"{part}.md").read_text("utf-8")
    for name, value in measured(package, part).items():
        assert re.search(rf"\b{name}\b", text), f"{part}.md does not use {name}"
        if isinstance(value, float):
            assert np.isfinite(value)


def test_every_section_reads_whole() -> None:
    assert len(LESSON.contents) == len(SECTIONS)
    for section in re.findall(r"<section.*?</section>", LESSON.html, re.DOTALL):
        assert section.count('class="remember"') == 1, "each section ends with one line to remember"
        ET.fromstring(re.sub(r"&(?!amp;|lt;|gt;|quot;|#)", "&amp;", section.replace("<br>", "<br/>")))
    assert not re.search(
        r"\*\*|\{\{|\{%|(?<!\\)\$", re.sub(r"<pre.*?</pre>|<math.*?</math>", "", LESSON.html, flags=re.S)
    )


def test_every_term_is_explained_once_and_linked_to_where() -> None:
    explained = re.findall(r'<dfn id="([^"]+)"', LESSON.html)
    linked = re.findall(r'<a class="term" href="#([^"]+)"', LESSON.html)
    assert len(set(explained)) == len(explained) > 12
    assert linked
    assert set(linked) <= set(explained)


def test_every_section_ends_with_its_sources_and_cites_no_other() -> None:
    assert set(re.findall(r'<a class="cite" href="([^"]+)"', LESSON.html)) > set()
    listed_somewhere = set()
    for section in re.findall(r"<section.*?</section>", LESSON.html, re.DOTALL):
        text, _, end = section.partition('<div class="sources">')
        listed = re.findall(r'<li>.*?<a href="([^"]+)">', end)
        assert len(set(listed)) == len(listed) > 0, section[:60]
        assert set(re.findall(r'<a class="cite" href="([^"]+)"', text)) <= set(listed), section[:60]
        assert re.fullmatch(r"\s*</section>", end.rpartition("</div>")[2]), "nothing follows them"
        listed_somewhere |= set(listed)
    assert listed_somewhere == {each.url for each in SOURCES.values()}, "a source that no section names"
    assert all(each.url.startswith("https://") for each in SOURCES.values())


def test_an_unknown_source_is_refused() -> None:
    cite = citing(SOURCES)["cite"]
    with pytest.raises(UnknownNameError, match="did you mean 'kingma'"):
        cite("kinga")


def test_unknown_lessons_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'loss-and-optimization'"):
        lesson("loss-and-optimisation")
    assert list(LESSONS) == ["loss-and-optimization"]
