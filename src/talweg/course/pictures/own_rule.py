"""The rule that stands in the learner's box at first, beside two known ones, on the handout's valley."""

from __future__ import annotations

import talweg as tw
from talweg.course.data.own_rule import brake
from talweg.course.lessons.loss_and_optimization.race import KAPPA, LR, START, STEPS
from talweg.course.looks import Look, look, nth_look
from talweg.course.picture import Picture
from talweg.course.pictures.race import losses_over_steps, trails_on_map
from talweg.lab.race import number

OWN = nth_look(7)


def picture() -> Picture:
    """The race of the rule that was written with two that were read."""
    race = tw.race(tw.surfaces.valley(kappa=KAPPA), [tw.sgd(lr=LR), tw.momentum(lr=LR), brake(lr=LR)], START, STEPS)
    ends = ", ".join(f"{rule.label} {number(race.values[name][-1])}" for name, rule in race.runners.items())
    caption = (
        f"A rule of one's own, momentum that drops its velocity where the slope turns against it, beside two that you "
        f"know, all at lr = {LR:g}. f after {STEPS} steps: {ends}."
    )
    lines = tuple((look_of(name), rule.label) for name, rule in race.runners.items())
    return Picture((trails_on_map(race, look_of), losses_over_steps(race, look_of)), caption, lines)


def look_of(name: str) -> Look:
    """The known rules look as they always do."""
    return OWN if name == brake.name else look(name)
