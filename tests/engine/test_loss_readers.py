"""What only losses ask of the readers: rows, several predictions an example, and names that get a second value."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine import fused_losses, plain
from talweg.formula import javascript, latex, row_max, row_sum
from talweg.formula.primitives import row_size
from talweg.nouns.typeset import typeset


@tw.loss(rowwise=True)
def renaming(z, y):
    """Gives every kind of name a second value. Source: this test, 2026."""
    s = np.exp(z - row_max(z))
    z = np.sqrt(s) / row_sum(s)
    s = np.log1p(z) + s
    total = row_sum(z)
    total = total + row_sum(s) / row_size(z)
    y = y * total
    return row_sum(y * s), y - z * s


def test_a_second_value_leaves_what_was_read_from_the_first() -> None:
    draw = np.random.default_rng(0)
    z, y = draw.normal(size=(9, 5)), draw.dirichlet(np.ones(5), size=9)
    values, slopes = plain.run(renaming.formula, (z, y), {})
    found, gradient = renaming.value_and_grad(z, y, reduction="none")
    assert_allclose(found, values[:, 0], rtol=1e-14)
    assert_allclose(gradient, slopes, rtol=1e-14)
    assert_allclose(renaming(z, y), values.mean(), rtol=1e-14)


def test_javascript_declares_every_name_once() -> None:
    declared = re.findall(r"(?:const|let) (?!_k)(\w+)", "\n".join(javascript.row_lines(renaming.formula)))
    assert len(declared) == len(set(declared))
    assert not {"z", "y"} & set(declared)  # the arguments


def test_latex_has_a_gradient_for_every_part() -> None:
    lines = latex.lines(tw.gaussian_nll.formula, ("L", r"\frac{\partial L}{\partial \text{mean}}"))
    assert lines[-3:] == [
        r"L = \frac{\text{log variance} + \text{scaled}^{2}}{2}",
        r"\frac{\partial L}{\partial \text{mean}} = \text{scaled}\,\text{root}",
        r"\frac{\partial L}{\partial \text{log variance}} = \frac{1 - \text{scaled}^{2}}{2}",
    ]
    assert latex.lines(tw.mse.formula, ("L",))[-1] == r"\frac{\partial L}{\partial \hat{y}} = 2\,\text{error}"
    assert typeset(tw.gaussian_nll).count("<math") == 6


def test_latex_writes_a_minus_as_a_person_does() -> None:
    assert latex.lines(tw.squared_hinge.formula, ("L", "d"))[-1] == r"d = -2\,y\,\text{short}"
    small = latex.lines(tw.log_cosh.formula, ("L", "d"))[3]
    assert small == r"\text{small} = \frac{-\log\left(1 - \text{slope}^{2}\right)}{2}"
    assert latex.lines(tw.cross_entropy.formula, ("L", "d"))[0] == (
        r"y_{k} \leftarrow \left(1 - \text{smoothing}\right)\,y_{k} + \frac{\text{smoothing}}{K}"
    )


@pytest.mark.parametrize("labels", [True, False])
def test_short_rows_side_by_side_are_what_they_are_one_by_one(labels: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(1)
    z = draw.normal(size=(2 * fused_losses.LANES + 3, 7))
    z[3], z[5, 2], z[-1] = -np.inf, -np.inf, 1e6 * z[-1]
    y = draw.integers(0, 7, len(z)) if labels else draw.dirichlet(np.ones(7), len(z))
    for rows in (1, fused_losses.LANES, len(z)):
        monkeypatch.setattr(fused_losses, "FEW", 7)
        value, gradient = tw.cross_entropy.value_and_grad(z[4 : rows + 4], y[4 : rows + 4])
        broken = tw.cross_entropy.value_and_grad(z[:rows], y[:rows])
        monkeypatch.setattr(fused_losses, "FEW", 6)
        one_by_one = tw.cross_entropy.value_and_grad(z[4 : rows + 4], y[4 : rows + 4])
        assert_allclose(value, one_by_one[0], rtol=1e-14)
        assert_allclose(gradient, one_by_one[1], rtol=1e-14, atol=1e-17)
        assert_array_equal(np.isnan(broken[1]), np.isnan(tw.cross_entropy.value_and_grad(z[:rows], y[:rows])[1]))


@pytest.mark.parametrize("label", [-1, 3, -(2**40)])
@pytest.mark.parametrize("few", [0, 3])
def test_a_label_that_is_no_class_is_found_in_any_row(label: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fused_losses, "FEW", few)
    z, y = np.zeros((70, 3)), np.zeros(70, np.int64)
    for row in (0, 69):
        wrong = y.copy()
        wrong[row] = label
        with pytest.raises(tw.errors.LabelError, match=f"label {label} of example {row} "):
            tw.cross_entropy(z, wrong)
    assert_allclose(tw.cross_entropy(z, y), np.log(3), rtol=1e-14)


@tw.loss(rowwise=True)
def labelled(z, y):
    """Has the target in every kind of loop. Source: this test, 2026."""
    u = np.exp(z - row_max(z - 3 * y))
    v = np.sqrt(u + y)
    total = row_sum(np.where(y > 0.5, u, 2)) + row_sum(np.where(y < 0.5, v, z)) + row_sum(v)
    return total + row_sum(y + 1) + row_max(u * (1 + y)), u * y + v / total


@pytest.mark.parametrize("loss", [labelled, tw.cross_entropy, tw.cross_entropy(smoothing=0.2), tw.kl_divergence])
@pytest.mark.parametrize("classes", [7, 40])
def test_a_label_is_its_row_of_zeros_and_a_one(loss: tw.Loss, classes: int) -> None:
    draw = np.random.default_rng(2)
    z, y = draw.normal(size=(9, classes)), draw.integers(0, classes, 9)
    y[0], y[1] = 0, classes - 1
    rows, weights = np.eye(classes)[y], draw.uniform(size=9)
    values, slopes = plain.run(loss.formula, (z, rows), loss.hyper)
    for target in (y, rows):
        value, gradient = loss.value_and_grad(z, target, reduction="sum")
        assert_allclose(value, values.sum(), rtol=1e-13)
        assert_allclose(gradient, slopes, rtol=1e-13, atol=1e-15)
        each, gradient = loss.value_and_grad(z, target, weights, reduction="none")
        assert_allclose(each, weights * values[:, 0], rtol=1e-13)
        assert_allclose(gradient, weights[:, None] * slopes, rtol=1e-13, atol=1e-15)
