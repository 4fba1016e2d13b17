"""What a panel shows at the settings of a question's link, worked out by the library; whether the answer is that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isclose
from typing import Any

import numpy as np

import talweg as tw
from talweg.course.question.content import Content
from talweg.course.schema import at_rest, judge, read_link
from talweg.course.settings import SCHEMAS

NO_RACE = ("punishment", "code", "own-rule")
"""Panels on which a race's answer cannot be seen: they show what decides it, or what the browser alone can run."""
FOLLOWED = re.compile(r"\bf = ([-\d.e]+\d)")


@dataclass(frozen=True)
class Outcome:
    """What is seen in a panel: who runs there, by label and rate; who has won; and at which f the runs stand."""

    runners: tuple[tuple[str, float], ...]
    winners: tuple[int, ...]
    heights: tuple[float, ...] = ()


def panel_faults(kind: str, content: Content) -> Iterator[str]:
    """Where a link opens a panel that shows another winner than the answer, or another f than the text beside it."""
    for why, link in [(content.why, content.see), *((each.why, each.see) for each in content.wrong)]:
        outcome = seen(link) if link and link.startswith("?") else None
        told = FOLLOWED.findall(why)
        if outcome and outcome.heights and told and not any(near(float(told[0]), each) for each in outcome.heights):
            yield f"the text says f = {told[0]}, and the panel of {link!r} does not"
    link = content.see or ""
    if kind != "race" or not link.startswith("?"):
        return
    panel, right = link[1:].partition(".")[0], str(getattr(content, "right", ""))
    outcome = seen(link)
    if outcome is None:
        if panel not in NO_RACE:
            yield f"nothing says who wins in the panel of {link!r}: link to the section alone"
    elif len(outcome.runners) > 1 and named(right, [label for label, _ in outcome.runners]) != outcome.winners:
        won = " and ".join(outcome.runners[each][0] for each in outcome.winners) or "nobody"
        yield f"the answer is {right!r}, and in the panel of {link!r} {won} wins"
    else:
        _, rate = outcome.runners[outcome.winners[0]] if outcome.winners else ("", float("nan"))
        rates = [float(each) for each in re.findall(r"(?:lr = |from )(\d[\d.e-]*)", right)]
        if rates and rate not in rates and outcome.winners:
            yield f"the answer is {right!r}, and the winner in the panel of {link!r} has the rate {rate:g}"


def near(told: float, height: float) -> bool:
    """Whether a height is the one that is told; it is told to three digits, and a link's settings are rounded."""
    return isclose(told, height, rel_tol=6e-3, abs_tol=1e-12)


def named(text: str, labels: list[str]) -> tuple[int, ...]:
    """Which of the runners an answer names as those who win: of "SGD at first, momentum later" the last."""
    low = text.lower()
    if low == "both":
        return tuple(range(len(labels)))
    places = {at: low.rfind(label.lower()) for at, label in enumerate(labels) if label.lower() in low}
    return (max(places, key=places.__getitem__),) if places else ()


@cache
def seen(link: str) -> Outcome | None:
    """What is seen in the panel that the link opens; None where that is no race, or one that only the browser runs."""
    panel = link[1:].partition(".")[0]
    if panel not in _SEEN:
        return None
    schema = SCHEMAS[panel]
    values, _ = read_link(schema, panel, link.partition("#")[0])
    return _SEEN[panel](judge(schema, at_rest(schema) | values)[0], values)


def _race(settings: Mapping[str, Any], given: Mapping[str, Any]) -> Outcome | None:
    if settings["equal"] != "rate" or "start" not in given or "steps" not in given:
        return None
    rules = []
    for name in settings["rules"]:
        rule = tw.optimizers.OPTIMIZERS[name]
        shared = {"lr": settings["rate"]} if "lr" in rule.formula.hyper else {}
        rules.append(rule.replace(**shared | settings["hyper"].get(name, {})))
    surface = tw.surfaces.SURFACES[settings["surface"]].replace(**settings["shape"])
    steps, shown = int(settings["steps"]), settings["step"]
    race = tw.race(surface, rules, start=tuple(settings["start"]), steps=steps)
    ends = {name: float(np.nan_to_num(values[-1], nan=np.inf)) for name, values in race.values.items()}
    stops = {0, steps, steps if shown is None else int(shown)}
    heights = tuple(float(values[min(stop, len(values) - 1)]) for values in race.values.values() for stop in stops)
    runners = tuple(
        (race.runners[name].label, float(rule.hyper["lr"])) for name, rule in zip(race.values, rules, strict=True)
    )
    return Outcome(runners, (list(ends).index(min(ends, key=ends.__getitem__)),), heights)


def _neuron(settings: Mapping[str, Any], given: Mapping[str, Any]) -> Outcome | None:
    """Both losses get the neuron past one half, or one of them does, or neither."""
    if "steps" not in given:
        return None
    y, lr = float(settings["y"]), float(settings["lr"])
    winners = []
    for at, loss in enumerate((tw.binary_cross_entropy, tw.squared_sigmoid)):
        z, state = np.array([float(settings["z"])]), tw.sgd(lr=lr).init(np.zeros(1))
        for _ in range(int(settings["steps"])):
            tw.sgd(lr=lr).step(z, loss.value_and_grad(z, np.array([y]))[1], state)
        if z[0] * (2 * y - 1) > 0:
            winners.append(at)
    return Outcome((("cross-entropy", lr), ("squared error", lr)), tuple(winners))


def _schedules(settings: Mapping[str, Any], _given: Mapping[str, Any]) -> Outcome | None:
    if len(settings["shown"]) > 1:
        return None
    return Outcome(((settings["shown"][0], float(settings["peak"])),), (0,))


_SEEN = {"race": _race, "two-gradients": _neuron, "schedules": _schedules}
