"""What a formula may be, how it is read, and how every mistake in one is answered."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Annotated, Any

import pytest
from annotated_types import Gt, Interval, MultipleOf

import talweg as tw
from talweg.course.typeset import condition
from talweg.errors import DeclarationError, MissingError, RangeError, UnknownNameError
from talweg.formula import (
    AVERAGE,
    DECAY,
    EPSILON,
    RATE,
    Average,
    Count,
    Decay,
    Epsilon,
    EpsilonOrZero,
    NonNegative,
    Positive,
    Rate,
    Steps,
    UnitInterval,
    declare,
    latex,
)
from talweg.formula.mathml import mathml
from talweg.formula.ranges import read_range, read_role
from talweg.nouns.typeset import typeset

from conftest import SHELVES

EVERYTHING = [noun for shelf in SHELVES.values() for noun in shelf.values()]
everything = pytest.mark.parametrize("noun", EVERYTHING, ids=lambda noun: noun.name)


@pytest.mark.parametrize(
    "annotation, text, inside, outside",
    [
        (Positive, "(0, inf)", [1e-300, 5, 1e300], [0, -1, math.inf, math.nan, True, "1", None]),
        (NonNegative, "[0, inf)", [0, 0.0], [-1e-300]),
        (UnitInterval, "[0, 1)", [0, 0.999], [1, 1.0, -0.1]),
        (Count, "the whole numbers of [1, inf)", [1, 7.0], [0, 1.5]),
        (Steps, "the whole numbers of [0, inf)", [0], [-1, 0.5]),
        (Annotated[float, Interval(gt=-1, le=1)], "(-1, 1]", [1, -0.99], [-1, 1.01]),
    ],
)
def test_ranges(annotation: Any, text: str, inside: list[Any], outside: list[Any]) -> None:
    legal = read_range(annotation)
    assert str(legal) == text
    assert all(value in legal for value in inside)
    assert not any(value in legal for value in outside)


@pytest.mark.parametrize("annotation", [str, Annotated[float, MultipleOf(2)], Annotated[list, Gt(0)]])
def test_unreadable_ranges(annotation: Any) -> None:
    with pytest.raises(DeclarationError):
        read_range(annotation)


def test_a_role_stands_beside_a_range_and_takes_nothing_from_it() -> None:
    for annotation, legal, role in [
        (Rate, NonNegative, RATE),
        (Decay, NonNegative, DECAY),
        (Epsilon, Positive, EPSILON),
        (EpsilonOrZero, NonNegative, EPSILON),
        (Average, UnitInterval, AVERAGE),
        (Annotated[Annotated[int, RATE], Gt(2)], Annotated[int, Gt(2)], RATE),
        (NonNegative, NonNegative, None),
        (float, float, None),
    ]:
        assert (read_range(annotation), read_role(annotation)) == (read_range(legal), role)
    with pytest.raises(DeclarationError, match="one role, not decay and rate"):
        read_role(Annotated[Rate, DECAY])


def test_what_a_role_is_for_stands_once_in_a_formula() -> None:
    def twice(w, g, *, fast: Rate = 0.1, slow: Rate = 0.01):
        """Two rates."""
        return w - fast * g - slow * g

    def shrinking(w, g, *, lr: Rate = 0.1, l1: Decay = 0.1, l2: Decay = 0.01):
        """Two decays."""
        return w - lr * (g + l1 + l2 * w)

    with pytest.raises(DeclarationError, match="twice: a formula has one rate at most, and fast, slow are both"):
        declare(twice)
    with pytest.raises(DeclarationError, match="shrinking: a formula has one decay at most, and l1, l2 are both"):
        declare(shrinking)
    assert tw.adamw.formula.having(AVERAGE) == ("beta1", "beta2")
    assert tw.adamw.formula.having(EPSILON) == ("eps", "eps_root")


def test_declaration_reads_the_signature() -> None:
    formula = tw.adam.formula
    assert formula.arguments == ("w", "g", "m", "v", "t")
    assert tw.adam.slots == ("m", "v")
    assert tw.adam.hyper == {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    assert [each.name for each in formula.assignments] == ["m", "v", "m_hat", "v_hat"]
    lines = formula.listing.splitlines()
    assert [lines[each.line].split()[0] for each in formula.assignments] == ["m", "v", "m_hat", "v_hat"]
    assert lines[formula.result_line].strip().startswith("return")
    assert '"""' not in formula.listing
    assert formula.summary.startswith("Adam: ")


@everything
def test_everything_registered_names_its_source(noun: Any) -> None:
    assert re.search(r"^Source: .+\d{4}", noun.formula.doc, re.MULTILINE), "a docstring ends in its source, with year"
    assert noun.formula.summary.endswith(".")


@everything
def test_everything_registered_can_be_typeset(noun: Any) -> None:
    for block in re.findall(r"<math.*?</math>", typeset(noun)):
        ET.fromstring(block)
        assert "\\" not in block
    if getattr(noun, "stable", None):
        ET.fromstring(condition(noun.stable))


def test_latex_reads_as_the_paper() -> None:
    assert latex.lines(tw.momentum.formula, ("w", "v")) == [
        r"v \leftarrow \beta\,v + \text{lr}\,g",
        r"w \leftarrow w - v",
    ]
    assert latex.lines(tw.cross_entropy.formula, ("L", "d"))[-2:] == [
        r"L = \log\left(\text{total}\right) - \sum_k y_{k}\,s_{k}",
        r"d = \frac{u_{k}}{\text{total}} - y_{k}",
    ]
    assert latex.inequality(tw.momentum.stable) == r"\text{lr}\,\lambda_{\max} < 2\,\left(1 + \beta\right)"


def test_mathml_refuses_what_it_cannot_set() -> None:
    with pytest.raises(DeclarationError, match="cannot typeset"):
        mathml(r"\nosuchcommand x")


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: tw.adam(beta1=1.0), RangeError, "adam: beta1 must lie in [0, 1), got 1.0"),
        (
            lambda: tw.sgd(lr="fast"),
            RangeError,
            "sgd: lr must lie in [0, inf), got 'fast'; a schedule is given with its hyperparameters, such as "
            "tw.cosine(peak=0.01, total=1_000)",
        ),
        (lambda: tw.sgd(lr=math.nan), RangeError, "sgd: lr must lie in [0, inf), got nan"),
        (
            lambda: tw.adam(learning_rate=0.1),
            UnknownNameError,
            "adam has no hyperparameter 'learning_rate'; did you mean 'lr'?",
        ),
        (lambda: tw.adam(epsilon=1e-8), UnknownNameError, "adam has no hyperparameter 'epsilon'; did you mean 'eps'?"),
        (lambda: tw.sgd(zeal=1), UnknownNameError, "sgd has no hyperparameter 'zeal'; it has 'lr'"),
        (lambda: tw.mse.replace(delta=1), UnknownNameError, "mse has no hyperparameter 'delta'; it has none"),
        (lambda: tw.cosine(peak=1.0), MissingError, "cosine needs total in the whole numbers of [1, inf)"),
        (
            lambda: tw.cosine(peak=1.0, total=5, warmup=5),
            RangeError,
            "cosine: needs warmup < total, got total=5, warmup=5",
        ),
        (
            lambda: tw.surfaces.SURFACES["vallee"],
            UnknownNameError,
            "talweg has no surface 'vallee'; did you mean 'valley'?",
        ),
    ],
)
def test_errors_name_value_range_and_nearest(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message
    assert isinstance(caught.value, tw.TalwegError)


def test_replacing_leaves_the_original_alone() -> None:
    fast = tw.adam(lr=0.5)
    assert repr(fast) == "adam(lr=0.5, beta1=0.9, beta2=0.999, eps=1e-08)"
    assert fast(beta1=0.5).hyper["lr"] == 0.5
    assert tw.adam.hyper["lr"] == 0.001


def test_every_formula_is_a_public_name() -> None:
    for noun in (noun for kind in ("optimizer", "loss", "schedule") for noun in SHELVES[kind].values()):
        assert getattr(tw, noun.name) is noun
    for surface in SHELVES["surface"].values():
        assert getattr(tw.surfaces, surface.name) is surface


def counted_otherwise(path: Path, written: str, run: str) -> Any:
    """What `run` declares as `rule` where the file says `written`, and lines are counted from another one."""
    path.write_text(written)
    names: dict[str, Any] = {"tw": tw, "Rate": Rate}
    exec(compile("\n\n" + run, str(path), "exec"), names)
    return names["rule"]


def test_a_notebook_may_count_its_lines_otherwise(tmp_path: Path) -> None:
    text = '@tw.optimizer\ndef rule(w, g, *, lr: Rate = {}):\n    """Rule: a step."""\n    return w - {} * lr * g\n'
    both = text.format(0.1, 2) + text.format(0.2, 3)
    rule = counted_otherwise(tmp_path / "one.py", both, text.format(0.2, 3))
    assert rule.formula.listing == "def rule(w, g, *, lr: Rate = 0.2):\n    return w - 3 * lr * g"
    with pytest.raises(tw.DeclarationError, match="a formula is read from its source, and none can be found"):
        counted_otherwise(tmp_path / "other.py", both, text.format(0.2, 4))
