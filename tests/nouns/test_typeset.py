"""What a notebook shows of a formula."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import talweg as tw
from talweg.nouns.noun import Noun

from make_stubs import SHELVES

NOUNS: list[Any] = [*(noun for shelf in SHELVES.values() for noun in shelf.values()), *tw.functions.FUNCTIONS.values()]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_a_notebook_shows_a_formula_typeset(noun: Noun) -> None:
    shown = noun._repr_html_()
    assert shown is not None
    assert ("<math" in shown) != noun.formula.whole
    assert all(f"<code>{name}</code>" in shown for name in noun.legal)
    assert "<script" not in shown


def test_what_a_notebook_shows_has_the_values_that_were_set() -> None:
    shown = tw.adam(lr=0.125)._repr_html_()
    assert shown is not None
    assert "<td>0.125</td><td>[0, inf)</td>" in shown
    unset = tw.cosine._repr_html_()
    assert unset is not None
    assert "must be given" in unset


def test_without_the_converter_a_notebook_shows_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("talweg.nouns.typeset", "talweg.formula.mathml"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    assert tw.adam._repr_html_() is None
