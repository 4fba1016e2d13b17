"""The rule that stands in the learner's box at first, beside two known ones, in the race's valley."""

from __future__ import annotations

import talweg as tw
from talweg.course.data.own_rule import brake
from talweg.course.lessons.loss_and_optimization.race import KAPPA, LR, START, STEPS
from talweg.course.picture import Picture
from talweg.course.pictures.race import losses_over_steps, trails_on_map
from talweg.lab.race import number
from talweg.lab.style import Style, nth_style, rule_style

OWN = nth_style(7)


def picture() -> Picture:
    """The race of the rule that was written with two that were read."""
    race = tw.race(tw.surfaces.valley(kappa=KAPPA), [tw.sgd(lr=LR), tw.momentum(lr=LR), brake(lr=LR)], START, STEPS)
    ends = ", ".join(f"{rule.label} {number(race.values[name][-1])}" for name, rule in race.runners.items())
    caption = (
        f"A rule of one's own, momentum that drops its velocity where the slope turns against it, beside two that you "
        f"know, all at lr = {LR:g}. f after {STEPS} steps: {ends}."
    )
    lines = tuple((style_of(name), rule.label) for name, rule in race.runners.items())
    return Picture((trails_on_map(race, style_of), losses_over_steps(race, style_of)), caption, lines)


def style_of(name: str) -> Style:
    """The known rules keep their own."""
    return OWN if name == brake.name else rule_style(name)
