"""How lines are drawn: a place belongs to a rule for good, and no two lines of a picture look alike."""

from __future__ import annotations

from itertools import combinations

from talweg.lab.style import Style, line_styles, rule_style, schedule_style
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

# What readers know from the course: whoever changes one of these changes every picture and every link to a panel.
KNOWN = {
    "sgd": ("#d55e00", "", "circle"),
    "momentum": ("#0072b2", "10 4", "square"),
    "adam": ("#009e73", "3 4", "triangle"),
    "rmsprop": ("#cc79a7", "12 4 3 4", "diamond"),
    "adagrad": ("#e69f00", "6 3", "wedge"),
    "nesterov": ("#56b4e9", "16 5", "pentagon"),
    "lion": ("#cc79a7", "16 5", "pentagon"),
}


def seen(style: Style) -> tuple[str, str, str]:
    return style.color, style.dash, style.shape


def test_a_known_rule_looks_as_it_always_has() -> None:
    assert {name: seen(rule_style(name)) for name in KNOWN} == KNOWN


def test_no_two_lines_look_alike() -> None:
    names = list(OPTIMIZERS)
    # Some share their colour, and none all three.
    assert len({seen(rule_style(name)) for name in names}) == len(names)
    assert len({seen(schedule_style(name)) for name in (*SCHEDULES, "fixed")}) == len(SCHEDULES) + 1
    for first, second in combinations(["sgd", "sgd", "of my own", "adam", "of my own", "sgd"], 2):
        one, other = line_styles([first, second])
        assert one != other
    assert line_styles(["sgd", "sgd"])[0] == rule_style("sgd")
