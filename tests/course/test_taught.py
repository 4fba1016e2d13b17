"""What the lesson prints as a textbook does is what the library computes, and what it says of it is so."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import numpy as np
from numpy.testing import assert_allclose

import talweg as tw
from talweg.course.lesson import lesson
from talweg.course.lessons.loss_and_optimization import adam, batches, code, momentum, schedule
from talweg.course.lessons.loss_and_optimization.ellipses import STEPS, ellipses
from talweg.course.markdown import html

HTML = lesson("loss-and-optimization").html
DRAW = np.random.default_rng(17)


def section(part: str) -> str:
    """A section's text, without tags, by a phrase of its heading."""
    found = re.search(rf"<section[^>]*><h2[^>]*>[^\n]*{part}.*?</section>", HTML, re.DOTALL)
    assert found, part
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_the_losses_of_the_text() -> None:
    y_hat, y = DRAW.normal(size=(2, 7))
    assert_allclose(tw.mse(y_hat, y), np.mean((y_hat - y) ** 2), rtol=1e-14)
    z, label = DRAW.normal(size=5), 3
    p, one_hot = np.exp(z) / np.exp(z).sum(), np.eye(5)[label]
    value, slope = tw.cross_entropy.value_and_grad(z[None], [label])
    assert_allclose(value, -np.sum(one_hot * np.log(p)), rtol=1e-13)
    assert_allclose(slope[0], p - one_hot, atol=1e-15)


def test_the_two_gradients_of_the_text() -> None:
    z = np.linspace(-6, 6, 41)
    p = 1 / (1 + np.exp(-z))
    for y in (0.0, 1.0):
        for each, logit in zip(p, z, strict=True):
            value, slope = tw.binary_cross_entropy.value_and_grad([logit], [y])
            assert_allclose(value, -y * np.log(each) - (1 - y) * np.log(1 - each), rtol=1e-11)
            assert_allclose(slope, each - y, atol=1e-15)
            _, slope = tw.squared_sigmoid.value_and_grad([logit], [y])
            assert_allclose(slope, 2 * (each - y) * each * (1 - each), rtol=1e-12)
    assert (p * (1 - p)).max() == 0.25


def test_the_cosine_of_the_text() -> None:
    plan, t = tw.cosine(peak=0.7, floor=0.1, total=90), np.arange(91)
    assert_allclose([plan(each) for each in t], 0.1 + (0.7 - 0.1) / 2 * (1 + np.cos(np.pi * t / 90)), rtol=1e-13)


def test_the_listing_runs_as_it_is_printed_on_the_page() -> None:
    """In a process of its own that has NumPy and nothing of ours."""
    blocks = re.findall(r"<pre><code[^>]*>(.*?)</code></pre>", HTML, re.DOTALL)
    script, shown = (unescape(re.sub(r"<[^>]+>", "", block)) for block in blocks[:2])
    assert "talweg" not in script
    command = [sys.executable, "-I", "-c", script]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.rstrip() == shown.rstrip()
    race = tw.race(
        tw.surfaces.valley, [tw.sgd(lr=0.05), tw.momentum(lr=0.05), tw.adam(lr=0.05)], start=(5, 3), steps=50
    )
    for line, (name, path) in zip(printed.splitlines(), race.paths.items(), strict=True):
        found, *ends = re.findall(r"^\w+|-?\d+\.\d+", line)
        assert found == name
        assert_allclose([float(each) for each in ends[:2]], path[-1], atol=5e-5)


def test_the_listing_s_rules_are_the_library_s() -> None:
    names: dict[str, object] = {}
    exec(code.BY_HAND, names)
    for rule in (tw.sgd, tw.momentum, tw.adam):
        w, memory = DRAW.normal(size=6), {"m": 0.0, "v": 0.0, "t": 0}
        own, state = w.copy(), rule.init(w)
        for _ in range(30):
            g = DRAW.normal(size=6)
            rule(lr=0.03).step(own, g, state)
            w = names[rule.name](w, g, memory, lr=0.03)  # type: ignore[operator]
        assert_allclose(w, own, rtol=1e-12, atol=1e-14)


def test_adam_s_steps_shrink_in_noise_and_then_no_more() -> None:
    found = schedule.values()
    assert 0.95 < found["begins"] <= 1
    assert_allclose(found["settles"], (0.15, 0.054), atol=0.011)
    f, lengths = schedule.walk(tw.adam(lr=schedule.ADAM_LR), 6000)
    late, latest = lengths[3000:4500].mean(axis=0), lengths[4500:].mean(axis=0)
    assert_allclose(latest, late, rtol=0.03)
    assert (latest / schedule.ADAM_LR > found["settles"]).all(), "they grow again, once v has forgotten"
    assert found["adam_scheduled"] < min(f, found["adam_fixed"], found["adam_longer"]) / 10


def test_what_is_left_of_a_correction() -> None:
    found = adam.values()
    assert_allclose(found["m_left"], 0.9**10)
    assert 0.9 ** found["m_gone"] < 0.01 <= 0.9 ** (found["m_gone"] - 1)
    assert 0.999 ** found["v_gone"] < 0.01 <= 0.999 ** (found["v_gone"] - 1)


def test_the_swings_shrink_by_a_fixed_factor_only_in_the_long_run() -> None:
    path = tw.race(tw.surfaces.valley, [tw.momentum(lr=0.05)], start=(5, 3), steps=400).paths["momentum"]
    factors = np.abs(path[1:60, 0] / path[:59, 0])
    assert factors.max() > 1, "single steps grow as well"
    assert "in the long run by a fixed factor" in section("Momentum")


def test_more_examples_need_no_larger_batch() -> None:
    """The law's error does not depend on how many there are, as long as the batch is a small part of them."""
    X, y = tw.training.digits(seed=0).train
    once = batches.error_of(X, y, 16, np.random.default_rng(3))
    many = batches.error_of(np.tile(X, (10, 1)), np.tile(y, 10), 16, np.random.default_rng(4))
    assert_allclose(many, once, rtol=0.1)


def test_the_ellipses_show_the_runs_that_the_caption_names() -> None:
    lr, beta = momentum.momentum_best(10)
    figure = ellipses(0.095, 10, lr, beta).html
    assert figure.count("<ellipse") == 7
    end = tw.race(tw.surfaces.valley, [tw.sgd(lr=0.095)], start=(5, 3), steps=STEPS).values["sgd"][-1]
    assert f"ends at f = {end:.4g}" in figure


def test_what_is_examined_is_said() -> None:
    for part, phrases in {
        "choices": ("steepest descent", "convex", "saddles"),
        "loss does": ("one-hot", "a sum of 1", "about 4.6", "about 0.01"),
        "squared error": ("binary cross-entropy", "0.25"),
        "All of it": ("32 to 256", "epoch", "generalise", "redundant"),
        "race": ("condition number", "curvature"),
        "Momentum": ("long ellipses", "heavy ball", "back and forth"),
        "own for every": ("momentum", "RMSProp", "bias correction", "0.001 0.9 0.999", "90% of problems"),
        "Schedules": ("nothing to tune but the peak", "flat tail", "one to five per cent", "Transformers"),
    }.items():
        text = section(part)
        for phrase in phrases:
            assert phrase in text, f"{part}: {phrase}"
    assert not re.search("handout", HTML)


def test_a_mark_stays_with_the_one_formula_before_it() -> None:
    text = html("First $a$ and $b$, then $c$ (of $d$).")
    assert re.findall(r'<span class="together">.*?</math></span>([,.;:?!)]+)</span>', text) == [",", ")."]
    assert text.count("together") == 2
    assert "and <span" in text, "what stands between two formulas may be broken"
