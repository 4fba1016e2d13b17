"""A noun travels as the name of its formula and what was set since."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from talweg.adapters import lbfgs
from talweg.losses import cross_entropy
from talweg.nouns import optimizer
from talweg.nouns.noun import Noun
from talweg.optimizers import adam
from talweg.schedules import cosine, reduce_on_plateau
from talweg.training import pipeline

from conftest import SHELVES

NOUNS = [noun for shelf in SHELVES.values() for noun in shelf.values()]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda noun: pickle.loads(pickle.dumps(noun))])
def test_a_copy_has_the_same_formula(noun: Noun, twin: Any) -> None:
    found = twin(noun)
    assert type(found) is type(noun)
    assert found.formula is noun.formula  # so no kernel is compiled again
    assert found.hyper == noun.hyper
    assert repr(found) == repr(noun)


def test_everything_that_was_set_comes_back() -> None:
    watched = reduce_on_plateau(peak=0.1).observe(3.0, 5)
    for rule in (adam(lr=cosine(peak=0.1, total=30, warmup=3), beta1=0.8), adam(lr=watched), lbfgs(history=3)):
        assert repr(pickle.loads(pickle.dumps(rule))) == repr(rule)
    assert pickle.loads(pickle.dumps(watched)).best == 3.0
    loss = cross_entropy.replace(smoothing=0.1, class_weights=[1.0, 2.0], ignore=-1)
    assert repr(pickle.loads(pickle.dumps(loss))) == repr(loss)
    whole = pipeline(adam(lr=0.1), clip_norm=1.0)
    assert repr(pickle.loads(pickle.dumps(whole))) == repr(whole)


def test_a_formula_of_a_function_cannot_travel_but_can_be_copied() -> None:
    @optimizer
    def still(w, g):  # type: ignore[no-untyped-def]
        """A rule that never moves."""
        return w

    assert copy.deepcopy(still) is still
    with pytest.raises(pickle.PicklingError, match=r"still is not test_pickling\.still; declare it at the top"):
        pickle.dumps(still)
