"""The schemas of the panels' settings: the judge of Python and that of the page are one."""

from __future__ import annotations

import json
import math
import re
from html import unescape
from typing import Any

import pytest

from talweg.course.lesson import LESSONS, lesson
from talweg.course.schema import NumberField, at_rest, judge, link_faults, read_link
from talweg.course.schema.text import number
from talweg.course.settings import PANELS, SCHEMAS

import own_deno

# What no setting, or hardly one, may be.
SCALARS = [
    *(None, True, False, "", "x", "valley", "sgd", "all", "0.1", "__proto__", "constructor", "\N{MINUS SIGN}1"),
    *("<b>" * 40, "\U0001f3d4" * 61, 0, -1, 1, 2, 0.5, 2.5, -2.5, 0.49999999999999994, 1e-9, 1e21, -1e300),
    *(123456789012345680000, 1e999, -1e999, math.nan, 12.000001, 999, 1001, -0.0, 1e-7),
]
LISTS = [
    *([], [1], [1, 2], [1, 2, 3], [1, "x"], [math.inf, 0], ["sgd", "sgd", "adam", "nope", 3, None], ["adam", "sgd"]),
    *([0, "all", 1e9], [8, 2, "all"], [400, 99], [-400, 1, 5], [[1, 2], [3]], list(range(64)), [0.37] * 60, [2] * 60),
    *(["linear", "polynomial", "step", "cosine"], ["mse", "__proto__"], [{}], [1, 1, 99, 0, 3], [0.1] * 62),
]
TABLES = [
    *({}, {"kappa": 3}, {"kappa": -1, "b": 2}, {"sgd": {"lr": -1, "beta": 3}}, {"sgd": 3, "nope": {}}),
    *({"__proto__": 4}, {"__proto__": {"every": 2}}, {"step": {"every": 0, "factor": 2}}, {"own": {"a": [1]}}),
    *({"warmup_stable_decay": {"cooldown": 500}}, {"adam": {"beta1": 1, "eps": 0, "lr": "x"}}, {"lr": math.nan}),
    *({"exponential": {"decay": 0.5}}, {"sgd": {"lr": {}}}),
]
# Settings that bound each other.
TOGETHER: dict[str, list[dict[str, Any]]] = {
    "race": [
        {"steps": 9, "step": 9},
        {"steps": 9, "step": 10},
        {"surface": "beale", "start": [5, 3], "view": [5, 0, 1]},
    ],
    "schedules": [
        *({"total": 10, "warmup": 10, "step": 11, "floor": 9}, {"peak": 1e-3, "floor": 2e-3}, {"total": 10}),
        {"total": 40, "warmup": 39, "hyper": {"warmup_stable_decay": {"cooldown": 9}}},
    ],
    "batches": [{"equal": "updates", "updates": 7, "step": 8}, {"passes": 1, "step": 456}, {"passes": 1, "step": 455}],
    "stability": [
        *({"across": "beta"}, {"across": "beta2"}, {"rule": "adam", "across": "beta2"}, {"across": "lr", "up": "lr"}),
        *({"up": "kappa"}, {"surface": "beale", "up": "kappa"}, {"rule": "sgd", "across": "__proto__"}),
        {"surface": "beale", "start": [5, 3], "shape": {"kappa": 3}, "hyper": {"beta2": 0.9}},
    ],
    "hike": [{"path": [1, 1, 2, 2], "lifted": 1, "step": 2}, {"steps": 1, "path": [1, 1, 2, 2]}, {"lifted": 1}],
    "two-gradients": [{"steps": 5, "step": 6}, {"at": 300}, {"pace": 0.1}],
    "own-rule": [{"text": "x" * 2001}, {"text": "\U0001f3d4" * 2002}, {"own": {"beta": 4, "x": "y"}}],
}
JUDGE = """([{ Judge }, ...modules], panels) => CASES.map(([panel, given]) => {
    const judge = new Judge(" in the link");
    const get = (name) => (Object.hasOwn(given, name) ? given[name] : undefined);
    return [judge.all(modules[panels.indexOf(panel)].default, get), judge.refused];
})"""
Cases = list[tuple[str, dict[str, Any]]]


def script(value: Any) -> str:
    """A value as JavaScript, which JSON cannot write: infinite numbers, NaN, and a key __proto__ that is data."""
    match value:
        case dict():
            return f"{{{','.join(f'[{json.dumps(key)}]:{script(each)}' for key, each in value.items())}}}"
        case list() | tuple():
            return f"[{','.join(map(script, value))}]"
        case float():
            return number(value)
    return json.dumps(value)


@pytest.fixture(scope="module")
def cases() -> Cases:
    """Every setting of every panel as everything it may not be, and settings that bound each other."""
    owners = {id(field): (panel, name) for panel in PANELS for name, field in SCHEMAS[panel].items()}
    alone = [(panel, {name: value}) for panel, name in owners.values() for value in [*SCALARS, *LISTS, *TABLES]]
    return [*alone, *((panel, given) for panel, several in TOGETHER.items() for given in several)]


def test_both_judges_mend_alike_and_say_the_same(javascript: own_deno.Ask, cases: Cases) -> None:
    modules = ["lib/settings/judge.js", *(f"settings/{panel}.js" for panel in PANELS)]
    there = javascript(modules, JUDGE.replace("CASES", script(cases)), PANELS)
    assert len(there) == len(cases) > 3000
    for (panel, given), (values, words) in zip(cases, there, strict=True):
        mine, refusals = judge(SCHEMAS[panel], given)
        assert [each.words(" in the link") for each in refusals] == words, (panel, given)
        assert mine == values, (panel, given)


def test_what_is_mended_is_legal(cases: Cases) -> None:
    for panel, given in cases:
        mended, _ = judge(SCHEMAS[panel], given)
        again, refusals = judge(SCHEMAS[panel], mended)
        assert (again, refusals) == (mended, []), (panel, given)


def test_links_are_read_alike(javascript: own_deno.Ask) -> None:
    queries = [
        "race.rate=0.1&race.rules=sgd,adam&race.hyper.sgd.lr=.5&race.hyper.__proto__.lr=1&race.nope=1&code.rate=2",
        "race.start=1,2&race.start=3&race.shape=1&race.shape.a.b=1&race.rules=&race.step=&race.hyper.sgd=1",
        "race.rate=%2B1e-3&race.steps=+7+&race.rate=1e30&race.surface=%3Cb%3E&race.view=1,x",
        "race.rate=\u0663&race.steps=1_0&race.rate.x=1&race.=1&race=2&race.rules=" + "sgd," * 70,
        f"race.look={'x' * 80}&race.rules={'y' * 80}&race.equal=best",
    ]
    code = """([{ decode }, { atRest }, { default: schema }], queries) =>
        queries.map((query) => decode(atRest(schema), "race", new URLSearchParams(query)))"""
    there = javascript(["lib/model/link.js", "lib/settings/settings.js", "settings/race.js"], code, queries)
    for query, found in zip(queries, there, strict=True):
        values, notices = read_link(SCHEMAS["race"], "race", query)
        assert notices == found["notices"], query
        assert at_rest(SCHEMAS["race"]) | values == found["values"], query


def test_numbers_are_written_as_javascript_writes_them(javascript: own_deno.Ask) -> None:
    values = [0.1, 1 / 3, 1e21, 1e20, 123456789.125, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, 100, 120.5]
    assert javascript([], "(_, values) => values.map(String)", values) == [number(each) for each in values]


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_at_rest_is_legal(panel: str) -> None:
    resting = at_rest(SCHEMAS[panel])
    assert judge(SCHEMAS[panel], resting) == (resting, [])


def test_the_formulas_ranges_are_the_panels() -> None:
    beta = SCHEMAS["stability"]["beta"]
    assert isinstance(beta, NumberField)
    assert (beta.low, beta.high, beta.low_open, beta.high_open) == (0, 1, False, True)


@pytest.mark.parametrize(
    "link, words",
    [
        ("?rice.rate=1#the-race", "there is no panel 'rice'"),
        ("?race.rait=1#the-race", "which this panel does not have"),
        ("?race.rate=-1#the-race", "rate = \N{MINUS SIGN}1 is outside [0, inf); using 0."),
        ("?race.steps=10&race.step=11#the-race", "step = 11 is outside the whole numbers of [0, 10]; using 10."),
        ("?window.beta=0.9&stability.beta=1#momentum", "beta = 1 is outside [0, 1); using 0.9."),
        ("?stability.rule=adam&stability.up=beta#momentum", "up = beta names no hyperparameter; it is left out."),
        ("?stability.across=lr&stability.up=lr#momentum", "up = lr is across already; it is left out."),
    ],
)
def test_a_bad_link_is_found(link: str, words: str) -> None:
    (found,) = link_faults(SCHEMAS, link)
    assert words in found


def test_the_links_of_the_lessons_are_legal() -> None:
    links = [unescape(each) for name in LESSONS for each in re.findall(r'href="(\?[^"]*)"', lesson(name).html)]
    assert len(links) > 15
    assert [fault for link in links for fault in link_faults(SCHEMAS, link)] == []
