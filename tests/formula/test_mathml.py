"""Formulas as a page shows them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from talweg.formula.mathml import mathml


def words(text: str) -> str:
    """What stands in the first row of a formula, a space where one is set."""
    row = next(each for each in ET.fromstring(mathml(text)).iter() if each.tag.endswith("mrow"))
    return "".join(" " if each.tag.endswith("mspace") else "".join(each.itertext()) for each in row)


@pytest.mark.parametrize(
    "text, shown",
    [
        (r"a \ln b", "a ln b"),
        (r"c = -\log 0.25", "c=\N{MINUS SIGN}log 0.25"),
        (r"2\sin\theta\cos\theta", "2 sin \N{GREEK SMALL LETTER THETA} cos \N{GREEK SMALL LETTER THETA}"),
        (r"u_i\log(1 + v)", "ui log(1+v)"),
        (r"\exp\left(z\right)", "exp(z)"),
    ],
)
def test_a_function_stands_apart_from_what_is_beside_it(text: str, shown: str) -> None:
    assert words(text) == shown
