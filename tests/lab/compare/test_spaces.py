"""Search spaces: published or by roles, legal everywhere, and the same trials for every rule."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import DeclarationError, MissingError, RangeError, ShapeError, UnknownNameError
from talweg.formula import Average, Positive, Rate
from talweg.lab.compare.entries import entries
from talweg.lab.compare.spaces import Span, space_of, trials
from talweg.optimizers import OPTIMIZERS

PUBLISHED = tomllib.loads(files("talweg.lab.compare").joinpath("spaces.toml").read_text())


@tw.optimizer
def own(w: Any, g: Any, v: Any, *, speed: Rate = 0.2, keep: Average = 0.95, size: float = 3.0) -> Any:
    """A rule whose hyperparameters have names that nobody has seen."""
    v = keep * v + g
    return w - speed * v / size, v


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_trial_of_every_rule_is_legal_and_in_its_space(name: str) -> None:
    rule = OPTIMIZERS[name]
    space = space_of(rule)
    found = trials(rule, space, 40, seed=3)
    assert found[0] == {each: rule.hyper[each] for each in space}  # first the defaults
    for hyper in found[1:]:
        rule(**hyper)
        assert all(space[each].low <= value <= space[each].high for each, value in hyper.items())
    assert rule.rate in space
    assert trials(rule, space, 7, seed=3) == found[:7]
    assert trials(rule, space, 7, seed=4)[1:] != found[1:7]


def test_the_file_names_rules_and_hyperparameters_that_there_are() -> None:
    for name, space in PUBLISHED.items():
        if name != "roles":
            assert space.keys() <= OPTIMIZERS[name].hyper.keys()
    assert space_of(tw.adam)["beta1"] == Span(0.5, 0.999, "log")


def test_a_rule_of_ones_own_is_searched_by_its_roles() -> None:
    space = space_of(own)
    assert list(space) == ["speed", "keep"]
    assert_allclose([space["speed"].low, space["speed"].high], [0.002, 20])
    assert_allclose([space["keep"].low, space["keep"].high], [0.5, 0.995])
    assert (space["speed"].scale, space["keep"].scale) == ("log", "far")
    assert next(iter(space_of(tw.adamw))) == "lr"


def test_what_was_chosen_is_not_searched() -> None:
    assert "lr" not in space_of(tw.adam(lr=0.3))
    assert "lr" not in space_of(tw.adam(lr=tw.cosine(peak=0.1, total=10)))
    assert space_of(tw.adam, {"beta1": None, "lr": (0.1, 1)}).keys() == {"beta2", "lr"}


def test_what_a_text_names_was_chosen_though_it_be_the_default() -> None:
    found = entries(["adamw:weight_decay=0.01", ("adam:beta1=0.9", "cosine"), "adamw"], None, 10)
    assert [set(each.space) for each in found.values()] == [
        {"lr", "beta1", "beta2"}, {"lr", "beta2"}, {"lr", "beta1", "beta2", "weight_decay"}
    ]  # fmt: skip
    both = entries("sgd:lr=0.01", {"sgd": {"lr": (0.1, 1)}}, 10)
    assert "lr" in both["sgd:lr=0.01"].space


def test_the_scales() -> None:
    assert_allclose([Span(1e-4, 1, "log").at(share) for share in (0, 0.25, 1)], [1e-4, 1e-3, 1])
    assert_allclose([Span(0.0, 0.99, "far").at(share) for share in (0, 0.5, 1)], [0, 0.9, 0.99])
    assert_allclose([Span(2, 4, "linear").at(share) for share in (0, 0.5, 1)], [2, 3, 4])
    for span in (Span(1e-4, 1, "log"), Span(0.5, 0.999, "far"), Span(2, 4, "linear")):
        assert_allclose([span.share(span.at(each)) for each in (0.1, 0.7)], [0.1, 0.7])
        assert [span.edge(span.at(each)) for each in (0.05, 0.5, 0.95, 1.5)] == ["low", None, "high", "high"]
    assert Span(1e-4, 1, "log").edge(0.0) == "low"


def test_trials_cover_the_space_evenly_and_share_the_rate() -> None:
    shares = {}
    for name in ("momentum", "adam"):
        rule, space = OPTIMIZERS[name], space_of(OPTIMIZERS[name])
        shares[name] = [space["lr"].share(each["lr"]) for each in trials(rule, space, 25, 0)[1:]]
        counts, _ = np.histogram(shares[name], bins=4, range=(0, 1))
        assert counts.min() >= 5  # of 24 that would be 6 in each quarter
    assert_allclose(shares["momentum"], shares["adam"])


def test_what_takes_part() -> None:
    found = entries(["sgd", tw.adam(beta1=0.8), ("adam", "cosine"), "adam@linear:floor=0.001", own], None, 100)
    assert list(found) == ["sgd", "adam", "adam@cosine", "adam@linear:floor=0.001", "own"]
    ready = found["adam@cosine"].at({"lr": 0.5, "beta2": 0.9}, 100)
    assert [ready.at(t)["lr"] for t in (0, 50, 100)] == pytest.approx([0.5, 0.25, 0.0])
    assert ready.hyper["beta2"] == 0.9
    two = entries([tw.adam(beta1=0.8), tw.adam(beta1=0.7)], None, 10)
    assert list(two) == ["adam:beta1=0.8", "adam:beta1=0.7"]
    piped = entries(tw.pipeline(tw.adam, clip_norm=1.0), None, 10)
    assert next(iter(piped.values())).at({"lr": 0.2}, 10).hyper["lr"] == 0.2


def pipe(**given: Any) -> Any:
    return tw.pipeline("adam", **given)


def namesake(scale: float) -> Any:
    """A rule of one's own that is called as one of the shelf."""

    @tw.optimizer
    def sgd(w: Any, g: Any, *, lr: Rate = 0.01, factor: Positive = scale) -> Any:
        """A scaled step."""
        return w - lr * factor * g

    return sgd


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ([pipe(states="bfloat16")], ["adam, bfloat16 states"]),
        (["adam", pipe(states="bfloat16")], ["adam", "adam, bfloat16 states"]),
        ([pipe(clip_norm=1.0), pipe(clip_norm=2.0)], ["adam, ClipNorm(limit=1.0)", "adam, ClipNorm(limit=2.0)"]),
        ([pipe(clip_norm=1.0), pipe(clip_norm=1.0, states="bfloat16")],
         ["adam, clip_norm", "adam, clip_norm, bfloat16 states"]),
        ([pipe(groups=tw.group("*.bias", lr=0.5)), "adam"], ["adam, group *.bias", "adam"]),
        ([tw.adam(lr=0.1), tw.adam, "adam:lr=0.2"], ["adam:lr=0.1", "adam", "adam:lr=0.2"]),
        (["adam@cosine", ("adam", "cosine:floor=1e-5")], ["adam@cosine", "adam@cosine:floor=1e-5"]),
    ],
)  # fmt: skip
def test_no_two_are_called_alike(given: Any, names: list[str]) -> None:
    assert list(entries(given, None, 20)) == names


@pytest.mark.parametrize(
    "given", [["sgd", namesake(2.0)], [tw.sgd(lr=lambda t: 0.1), tw.sgd(lr=lambda t: 0.2)]]
)  # fmt: skip
def test_what_has_no_other_words_has_a_digest(given: Any) -> None:
    names = list(entries(given, None, 20))
    assert len(names) == 2
    assert all(re.fullmatch(r"sgd(:lr=<lambda>)? \[[0-9a-f]{6}\]", name) for name in names), names
    assert names == list(entries(given, None, 20))


BAD: list[tuple[Any, Any, type[Exception], str]] = [
    ([], None, ShapeError, "at least one"),
    (["adam", "adam"], None, ShapeError, "there twice"),
    ([tw.sgd(lr=lambda t: 0.1), tw.sgd(lr=lambda t: 0.1)], None, ShapeError, "there twice"),
    (["adam@cosine", ("adam", tw.schedules.cosine)], None, ShapeError, "there twice"),
    ([("adam", "cosine:flor=1")], None, UnknownNameError, "floor"),
    (["adem"], None, UnknownNameError, "adam"),
    (["adam@cosin"], None, UnknownNameError, "cosine"),
    ([3], None, DeclarationError, "needs an optimizer"),
    ([("adam", "cosine", 3)], None, DeclarationError, "is a pair"),
    ([(tw.adam(lr=tw.cosine(peak=1, total=3)), "linear")], None, RangeError, "schedule already"),
    ([("sgd", "reduce_on_plateau")], None, RangeError, "waits for a validation loss"),
    (["sgd"], {"sgd": {"rl": (0, 1)}}, UnknownNameError, "rl"),
    (["sgd"], {"adam": {"lr": (0.1, 1)}}, UnknownNameError, "sgd"),
    (["sgd"], {"sgd": {"lr": (1, 0.1)}}, RangeError, "a larger one"),
    (["sgd"], {"sgd": {"lr": (0, 0.1)}}, RangeError, "on the scale 'log'"),
    (["sgd"], {"sgd": {"lr": (0.1, 1, "cubic")}}, UnknownNameError, "linear"),
    (["sgd"], {"sgd": {"lr": 0.1}}, RangeError, r"\(low, high\)"),
    (["sgd"], {"sgd": 0.1}, RangeError, "the space of sgd"),
]


@pytest.mark.parametrize(("given", "spaces", "error", "words"), BAD, ids=range(len(BAD)))
def test_what_cannot_take_part_is_refused(given: Any, spaces: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        entries(given, spaces, 10)


@tw.optimizer
def fixed(w: Any, g: Any) -> Any:
    """A rule without a rate."""
    return w - 0.1 * g


def test_a_rule_without_a_rate_takes_part_but_no_schedule() -> None:
    assert entries([fixed], None, 10)["fixed"].trials(25, 0) == [{}]
    with pytest.raises(MissingError, match="declares no rate"):
        entries([(fixed, "cosine")], None, 10)
