"""What editors and type checkers are told of a formula is what it is."""

from __future__ import annotations

import ast
import inspect
import pickle
from typing import Any, get_args

import pytest

import talweg as tw
from talweg.nouns.noun import Noun

from make_stubs import SHELVES, path, stub

NOUNS: list[Any] = [*(noun for shelf in SHELVES.values() for noun in shelf.values()), *tw.functions.FUNCTIONS.values()]


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_stub_of_a_shelf_is_up_to_date(shelf: str) -> None:
    assert path(shelf).read_text() == stub(shelf), "run python tests/nouns/make_stubs.py"


def test_a_stub_names_every_hyperparameter_with_its_default() -> None:
    for name, shelf in SHELVES.items():
        calls = {
            each.name: [part for part in each.body if isinstance(part, ast.FunctionDef)]
            for each in ast.parse(path(name).read_text()).body
            if isinstance(each, ast.ClassDef)
        }
        assert len(calls) == len(shelf)
        for noun, ways in zip(shelf.values(), calls.values(), strict=True):
            given = {
                each.arg: default
                for each, default in zip(ways[0].args.kwonlyargs, ways[0].args.kw_defaults, strict=True)
            }
            for key, hyper in noun.formula.hyper.items():
                default = ast.literal_eval(given.pop(key) or "None")
                assert default in (hyper.default, ...), f"{noun.name}: {key}"
            assert not given.keys() - {"class_weights", "ignore"}
            assert [way.args.kwarg for way in ways] == [None] * len(ways), "a type checker refuses any other name"


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_a_signature_tells_every_hyperparameter_with_its_value_and_range(noun: Noun) -> None:
    parameters = inspect.signature(noun).parameters
    for name, legal in noun.legal.items():
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[name].default == noun.hyper.get(name, inspect.Parameter.empty)
        kind, text = get_args(parameters[name].annotation)
        assert (kind, text) == (legal.kind, str(legal))


def test_a_signature_is_how_a_noun_is_called() -> None:
    slower = tw.adam(lr=tw.cosine(peak=1e-2, total=10))
    assert inspect.signature(slower).parameters["lr"].default is slower.hyper["lr"]
    assert [*inspect.signature(tw.cross_entropy).parameters][:4] == ["y_hat", "y", "weights", "reduction"]
    assert inspect.signature(tw.cross_entropy(ignore=3)).parameters["ignore"].default == 3
    assert [*inspect.signature(tw.functions.bias_corrected).parameters] == ["m", "beta", "t"]
    bound = inspect.signature(tw.huber).bind([1.0], [2.0], delta=2.0)
    assert tw.huber(*bound.args, **bound.kwargs) == tw.huber([1.0], [2.0], delta=2.0)


def test_a_class_of_nouns_keeps_its_own_signature_and_text() -> None:
    assert [*inspect.signature(tw.Optimizer).parameters][:2] == ["formula", "hyper"]
    assert tw.adam.__doc__ == tw.adam.formula.doc != tw.Optimizer.__doc__
    assert pickle.loads(pickle.dumps(tw.adam(lr=0.5))).__doc__ == tw.adam.__doc__
