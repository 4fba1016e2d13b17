"""What many questions of a template give away together, and races that a tenth more or less decides."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

import talweg as tw
from talweg.course.bank import BANK, template
from talweg.course.bank.margins import lowest, shaken, tenth
from talweg.course.question import Choice, Draw, Misconception, Order, Right, Several, Template, Wrong, question
from talweg.course.question.prove import ENOUGH, prove

SLIP = Misconception("slips", "Do not slip.")
COUNT = 60


def made(build: Callable[[Draw], Any], kind: str) -> Template:
    @question(section="step", level=2, kind=kind, objective="Do it.", hint="Look.", misconceptions=[SLIP])
    def asks(draw: Draw) -> Any:
        """Ask something."""
        return build(draw)

    return asks


def choice(right: Any, *wrong: Any, **more: Any) -> Choice:
    return Choice(prompt="?", right=right, why="so", wrong=[Wrong(each, SLIP, "no") for each in wrong], **more)


def several(rights: int, wrongs: int) -> Several:
    return Several(
        prompt="?",
        why="so",
        right=[Right(f"r{at}", "so") for at in range(rights)],
        wrong=[Wrong(f"w{at}", SLIP, "no") for at in range(wrongs)],
    )


LEAKING: dict[str, tuple[list[Any], str, str]] = {
    "largest": ([choice(9.0, 1.0, 2.0)], "single", "the right number is largest in 60 of 60"),
    "smallest": ([choice(0.5, 1.0, 2.0)] * 2 + [choice(1.5, 1.0, 2.0)], "single", "is smallest in 40 of 60"),
    "never an extreme": ([choice(1.5, 1.0, 2.0)], "single", "neither the largest nor the smallest in 60 of 60"),
    "longest": (
        [choice("the long one", "a", "b"), choice("as long a one", "c", "d")],
        "single",
        "is the longest in 60",
    ),
    "shortest": ([choice("a", "long", "longer"), choice("b", "wide", "wider")], "single", "is the shortest in 60"),
    "right for ever": ([choice("a", "b", "c"), choice("b", "c", "d")], "single", "'a' is right whenever it is offered"),
    "never right": ([choice("a", "b", "z"), choice("b", "a", "z")], "race", "'z' is offered 60 times and never right"),
    "a favourite": ([choice("a", "b", "c")] * 2 + [choice("b", "a", "c")], "race", "'a' is right in 40 of 60"),
    "counts": ([several(2, 2), several(3, 2)], "several", "of 5 options 3 are always right"),
}
SOUND: dict[str, tuple[list[Any], str]] = {
    "numbers": ([choice(9.0, 1.0, 2.0), choice(0.5, 1.0, 2.0), choice(1.5, 1.0, 2.0)], "single"),
    "texts": ([choice("a", "b", "c"), choice("b", "c", "a"), choice("c", "a", "b")], "race"),
    "lines with a bug": ([choice("line 3", "line 1", "line 2")], "bug"),
    "counts": ([several(2, 3), several(3, 2)], "several"),
}


@pytest.mark.parametrize("name", LEAKING)
def test_what_gives_the_answer_away_is_found(name: str) -> None:
    contents, kind, what = LEAKING[name]
    turns = cycle(contents)
    assert any(what in found for found in contents[0].leaks(kind, [next(turns) for _ in range(COUNT)]))


@pytest.mark.parametrize("name", SOUND)
def test_what_gives_nothing_away_passes(name: str) -> None:
    contents, kind = SOUND[name]
    turns = cycle(contents)
    assert list(contents[0].leaks(kind, [next(turns) for _ in range(COUNT)])) == []


def test_the_bank_is_proved_against_leaks_in_enough_questions() -> None:
    asks = made(lambda draw: choice(99.0, float(draw.whole(1, 40)), 50.5), "single")
    assert prove([asks], ENOUGH - 1, ["step"], []).defects == ()
    found = [what for _, _, what in prove([asks], ENOUGH, ["step"], []).defects]
    assert "the right number is largest in 200 of 200" in found


def test_a_race_says_who_wins_beside_it() -> None:
    silent = made(lambda draw: choice("a", "b", "c"), "race")
    assert "a race does not say" in prove([silent], 1, ["step"], []).defects[0][2]
    assert choice("a", "b", "c", nearby=["a", "a"]).defects() == []
    assert choice("a", "b", "c", nearby=["a", "b"]).defects() == ["a tenth more or less makes another answer right"]


def test_an_order_without_ties() -> None:
    steps = ["first", "second", "third"]
    assert Order(prompt="?", why="so", steps=steps, values=[3.0, 2.0, 1.0]).defects() == []
    [tie] = Order(prompt="?", why="so", steps=steps, values=[1.0, 1.004, 3.0]).defects()
    assert tie == "first and second nearly tie: 1 and 1.004"
    [mixed] = Order(prompt="?", why="so", steps=steps, values=[1.0, 3.0, 2.0]).defects()
    assert mixed == "the steps do not stand in the order of their values"


def test_a_tenth_less_and_more() -> None:
    assert tenth(2.0) == pytest.approx([1.8, 2.2])
    assert (tenth(30), tenth(7), tenth(1)) == ([27, 33], [6, 8], [0, 2])
    assert shaken(lambda steps, rate: (steps, round(rate, 3)), steps=20, rate=0.5) == [
        (18, 0.5), (22, 0.5), (20, 0.45), (20, 0.55),
    ]  # fmt: skip


def test_the_lowest_agrees_with_races_one_by_one() -> None:
    kappa, start, steps = 7.0, (4.0, 1.5), 30
    rules = {rule.name: rule for rule in (tw.sgd(lr=0.05), tw.momentum(lr=0.02), tw.adam(lr=0.15))}

    def winner(kappa: float, share: float, x: float, y: float, steps: int) -> str:
        moved = [rule.replace(lr=share * rule.hyper["lr"]) for rule in rules.values()]
        race = tw.race(tw.surfaces.valley(kappa=kappa), moved, start=(x, y), steps=steps)
        return min(race.values, key=lambda name: float(race.values[name][-1]))

    given: Any = {"kappa": kappa, "share": 1.0, "x": start[0], "y": start[1], "steps": steps}
    assert lowest(rules, kappa, start, steps) == [winner(**given), *shaken(winner, **given)]


def test_the_middle_of_a_cosine_is_halfway() -> None:
    for seed in range(40):
        content = template("order_of_a_run").ask(seed).content
        assert isinstance(content, Order)
        peak, half, floor = (float(content.steps[at].split()[2].rstrip(",")) if at != 6 else
                             float(content.steps[6].split()[3].rstrip(",")) for at in (2, 4, 6))  # fmt: skip
        assert half == pytest.approx((peak + floor) / 2, rel=0.005)


def test_no_two_templates_have_one_objective() -> None:
    assert len({each.objective for each in BANK.values()}) == len(BANK)
