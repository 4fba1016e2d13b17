"""No name in a formula breaks a reader: what the readers' own languages need, in every noun, through all readers."""

from __future__ import annotations

import importlib.util
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.engine import arrays, kernels, memory, nests, plain, turns
from talweg.errors import DeclarationError
from talweg.formula import expression
from talweg.nouns import Optimizer
from talweg.nouns.noun import Noun
from talweg.nouns.typeset import typeset
from talweg.web.formulas import printed

JAVASCRIPT = """arguments case catch const constructor debugger default delete document do enum eval export extends
Float64Array function hasOwnProperty Infinity implements instanceof interface let Math NaN new null Object package
private protected prototype public static super switch this throw toString typeof undefined valueOf var void window"""
PRINTERS = """c0 block blocks each gradient h i k lines n new_w new_0 array_0 prediction prange r0 rows s scale stored
sum target total T values weights numba njit range max min abs len int float bool _h _s _i _k _w _c0 _T _lines _total
__h h__ _ __ ___ row_sum row_max row_size where sqrt digitize maximum"""
PYTHON = (
    "self cls other hyper formula function owner name value values_ label print type id object list dict np_ curvature_"
)
LETTERS = "a b c d e f j l m o p q r u v x y z A B C D E F G H I J K L M N O P Q R S U V W X Y Z"
UNICODE = "λ Δw é Ⅷ 变量 ñandú ﬁx 𝒙 ª µ Ω ǅ ℘ ยา"
NAMES = list(dict.fromkeys(unicodedata.normalize("NFKC", name) for name in
    " ".join([JAVASCRIPT, PRINTERS, PYTHON, LETTERS, UNICODE]).split()))  # fmt: skip
COUNT = 12
GROUPS = [NAMES[i : i + COUNT] for i in range(0, len(NAMES), COUNT)]
GROUPS[-1] = NAMES[-COUNT:]
NEUTRAL = [f"neutral{i}" for i in range(COUNT)]

HEAD = """import numpy as np

from talweg.formula import Count, Milestones, NonNegative, Positive, Rate, UnitInterval, row_max, row_size, row_sum
from talweg.nouns import function, loss, optimizer, schedule, surface
"""
# Every name is read, gets a second value where it may, and stands beside a call of a function that has such names too.
NOUNS = {
    "called": '''
@function(latex="f({{{0}}}, {{{1}}})")
def called({0}, {1}):
    """Calls nothing. Source: this test, 2026."""
    {2} = {0} * {1}
    {3} = np.sqrt(1 + {2} * {2})
    {2} = {3} + {0}
    return {2} / (1 + {3})
''',
    "rule": '''
@optimizer(requires=("{4} <= {5}",), stable="{4} * curvature < 2 + {6}")
def rule(
    w, g, {0}, {1}, {2}, t, {3}=0.5, *,
    {4}: Rate = 0.1, {5}: Positive = 0.7, {6}: UnitInterval = 0.4, {7}: Count = 2,
):
    """Steps. Source: this test, 2026."""
    {8} = {4} * g + called({0}, {5})
    {0} = {6} * {0} + {8}
    {9} = np.where({8} > {1}, {8} - {1}, {7} * {8})
    {8} = {9} + {2}**2 + 2**t * 1e-3
    {10} = {3} + {8} / (1 + np.abs({9}))
    {11} = {7} / t
    {4} = {4} * {11}
    return w - {4} * {10}, {0}, {9}, {8} / 3, {10}
''',
    "elementwise": '''
@loss
def elementwise({0}, {1}, *, {2}: Positive = 1.5, {3}: NonNegative = 0.25):
    """Costs. Source: this test, 2026."""
    {4} = {0} - {1}
    {5} = {2} * {4}**2 / 2 + {3} * {4}
    {6} = {2} * {4} + {3}
    {4} = called({6}, {5})
    return {5} + 0 * {4}, {6}
''',
    "rowwise": '''
@loss(rowwise=True)
def rowwise({0}, {1}, *, {2}: Positive = 1.5):
    """Costs by rows. Source: this test, 2026."""
    {3} = {2} * {0} - row_max({0})
    {4} = np.exp({3})
    {5} = row_sum({4})
    {6} = {1} * {5} / row_size({1})
    {5} = {5} + row_sum({6} * {3})
    {0} = {4} / {5}
    return np.log({5}) + row_sum({1} * {0}), {0} - called({1}, {2})
''',
    "plan": '''
@schedule(turns=("{1}",))
def plan(t, *, {0}: Positive = 0.5, {1}: Milestones = (3, 9), {2}: Positive = 0.3):
    """Falls. Source: this test, 2026."""
    {3} = np.digitize(t, {1})
    {4} = {0} * {2}**{3}
    {3} = {4} + called({0}, {2})
    return {3} / (1 + t)
''',
    "ground": '''
@surface(start=(0.5, 0.25), minima=[], view=((-1, 1), (-1, 1)), curvature="2 * {0}")
def ground(x, y, *, {0}: Positive = 1.5, {1}: NonNegative = 0.25):
    """Rises. Source: this test, 2026."""
    {2} = {0} * x
    {3} = {1} * y**2
    {2} = {2} * x + {3}
    {4} = 2 * {0} * x
    return {2}, {4}, 2 * {1} * y
''',
}  # fmt: skip


def usable(text: str, names: list[str]) -> list[str]:
    """The names for one noun's text: those that it calls itself cannot be names in it too."""
    calls = set(re.findall(r"(?<!\.)\b(\w+)\(", text)) | {"np", "w", "g", "t", "x", "y", "called", "curvature"}
    return [name if name not in calls else f"{name}_" for name in names]


@pytest.fixture(scope="module", params=range(len(GROUPS)), ids=lambda at: GROUPS[at][0])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Two modules with the same formulas: one under hostile names, one under names that nobody needs."""
    folder = tmp_path_factory.mktemp("names")
    made = []
    for kind, names in (("hostile", GROUPS[request.param]), ("neutral", NEUTRAL)):
        text = HEAD + "\n".join(each.format(*usable(each, names)) for each in NOUNS.values())
        made.append(loaded(folder / f"{kind}.py", text))
    return made[0], made[1]


def loaded(path: Path, text: str) -> ModuleType:
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(f"{path.stem}_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def by_place(hostile: Noun, values: dict[str, Any], neutral: Noun) -> dict[str, Any]:
    """The hyperparameters of `neutral` under the names of `hostile`."""
    return dict(zip(hostile.hyper, (values[name] for name in neutral.hyper), strict=True))


def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels as plain Python: the printed text is run, without the time that compiling takes."""
    for each in (turns.next_block, memory.look):
        assert each.py_func  # compiled before: what kernels call stays so
    monkeypatch.setattr(kernels, "compiled", lambda kernel, **_: kernel)
    monkeypatch.setattr(kernels, "_lanes", lambda: lambda: None)  # a word to the compiler


def steps(rule: Optimizer, how: Callable[..., Any]) -> list[Any]:
    draw = np.random.default_rng(0)
    w = np.array([0.5, -1.0, 2.0])
    row = [w, *rule.init(w).slots.values()]
    for t in range(1, 6):
        row = how(rule, row, draw.normal(size=3), t)
    return row


def plainly(rule: Optimizer, row: list[Any], g: Any, t: int) -> list[Any]:
    w, slots = rule.next(row[0], g, row[1:], t)
    return [w, *slots]


def fusedly(rule: Optimizer, row: list[Any], g: Any, t: int) -> list[Any]:
    row = [each.copy() for each in row]
    nests.step(rule.formula, nests.row([row[0], g, *row[1:]]), t, rule.hyper)
    return row


def as_arrays(rule: Optimizer, row: list[Any], g: Any, t: int) -> list[Any]:
    w, *slots = row
    at = rule.formula.arguments.index("t") - 2
    return list(arrays.run(rule.formula, [w, g, *slots[:at], t, *slots[at:]], rule.hyper, np))


def test_plain_fused_and_arrays(pair: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    interpreted(monkeypatch)
    hostile, neutral = pair
    expected = steps(neutral.rule, plainly)
    assert_allclose(steps(hostile.rule, plainly), expected, rtol=1e-15)
    assert_allclose(steps(hostile.rule, fusedly), expected, rtol=1e-12)
    assert_allclose(steps(hostile.rule, as_arrays), expected, rtol=1e-12)
    changed = dict(zip(hostile.rule.hyper, (0.2, 0.9, 0.1, 3), strict=True))
    assert hostile.rule(**changed).hyper == changed
    assert hostile.rule.stable.sides(curvature=2.0, **changed) == (0.4, 2.1)
    z, y = np.random.default_rng(1).normal(size=(2, 4, 3))
    for name in ("elementwise", "rowwise"):
        ours, theirs = getattr(hostile, name), getattr(neutral, name)
        for weights in (None, [1, 2, 0, 1]):
            target = np.abs(y) / np.abs(y).sum(axis=1, keepdims=True)
            found, right = (each.value_and_grad(z, target, weights) for each in (ours, theirs))
            assert_allclose(found[0], right[0], rtol=1e-15)
            assert_allclose(found[1], right[1], rtol=1e-15)
        found = arrays.run(ours.formula, (z, target), ours.hyper, np)
        assert_array_equal(found[1], plain.run(theirs.formula, (z, target), theirs.hyper)[1])
    t = np.arange(14.0)
    assert_array_equal(arrays.run(hostile.plan.formula, (t,), hostile.plan.hyper, np)[0], hostile.plan(t))
    assert_allclose(hostile.plan(t), neutral.plan(t), rtol=1e-15)
    assert hostile.plan.joins() == (3.0, 9.0)
    assert hostile.ground.gradient(0.3, 0.4) == neutral.ground.gradient(0.3, 0.4)
    assert hostile.ground.curvature() == 3.0


ASKED = """async (_, [text, values]) => {
    const found = await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`);
    const rule = found.optimizers.rule, h = values.rule;
    const walk = (one) => {
        const s = [0.5, ...rule.starts];
        return [1, 2, 3].map((t) => [one(s, 0.7 - t, t, h), [...s]]);
    };
    const { elementwise, rowwise } = found.losses;
    return {
        walk: walk(rule.step).map(([, s]) => s),
        seen: walk(rule.trace).map(([lines]) => lines.map(([line, , value]) => [line, value])),
        sides: rule.stable.sides(h, 2),
        elementwise: elementwise.at(0.3, -0.8, values.elementwise),
        rowwise: rowwise.at([0.3, -0.8, 1], [0.2, 0.5, 0.3], values.rowwise)
            .flatMap((each) => (each.length ? [...each] : each)),
        plan: [0, 3, 10].map((t) => found.schedules.plan.at(t, values.plan)),
        ground: found.surfaces.ground.at(0.3, 0.4, values.ground),
        curvature: found.surfaces.ground.curvature(values.ground),
        called: found.functions.called.apply(0.3, 0.4),
    };
}"""


def test_javascript(pair: tuple[Any, Any], javascript: Any) -> None:
    found = []
    for module in pair:
        nouns = {name: getattr(module, name) for name in NOUNS}
        text = printed(
            {"rule": nouns["rule"]}, {name: nouns[name] for name in ("elementwise", "rowwise")},
            {"plan": nouns["plan"]}, {"ground": nouns["ground"]}, {"called": nouns["called"]},
        )  # fmt: skip
        found.append(javascript([], ASKED, [text, {name: dict(noun.hyper) for name, noun in nouns.items()}]))
    assert found[0] == found[1]
    rule = pair[1].rule
    row = [np.array([0.5]), *rule.init(np.array([0.5])).slots.values()]
    for t, (walked, seen) in enumerate(zip(found[0]["walk"], found[0]["seen"], strict=True), start=1):
        row = plainly(rule, row, np.array([0.7 - t]), t)
        assert_allclose(walked, np.ravel(row), rtol=1e-12)
        assert seen[-1] == [rule.formula.result_line, walked[0]]


def test_typeset(pair: tuple[Any, Any]) -> None:
    for name in NOUNS:
        html = typeset(getattr(pair[0], name))
        assert "<math" in html or name == "called"
        assert "\\" not in html


@pytest.mark.slow
def test_numba_compiles_every_name(tmp_path: Path) -> None:
    """All names at once in a kernel that is really compiled."""
    names = [name for name in NAMES if name not in ("w", "g", "t")]
    slots, hyper, inner = names[: len(names) // 3], names[len(names) // 3 : -40], names[-40:]
    lines = [
        "@optimizer",
        f"def crowded(w, g, {', '.join(slots)}, *,",
        *(f"    {name}: Positive = {i + 1}," for i, name in enumerate(hyper)),
        "):",
        '    """Holds every name. Source: this test, 2026."""',
        *(f"    {name} = g * {i + 1}" for i, name in enumerate(inner)),
        f"    return w - ({' + '.join([*hyper, *inner])}), {', '.join(f'{name} + g' for name in slots)}",
    ]
    crowded = loaded(tmp_path / "crowded.py", HEAD + "\n\n" + "\n".join(lines) + "\n").crowded
    w = np.zeros(3)
    state = crowded.init(w)
    crowded.step(w, np.ones(3), state)
    assert_allclose(w, -(sum(range(1, len(hyper) + 1)) + sum(range(1, len(inner) + 1))))
    assert all((slot == 1).all() for slot in state.slots.values())


@pytest.mark.parametrize("name", ["__init__", "__i__", "__1_v__", "__proto__"])
def test_names_that_python_and_the_printers_keep_are_refused(name: str, tmp_path: Path) -> None:
    text = f'\n\n@optimizer\ndef rule(w, g, {name}):\n    """Has a slot."""\n    return w - g, {name}\n'
    with pytest.raises(DeclarationError, match=f"'{name}' cannot be a name in a formula"):
        loaded(tmp_path / f"kept{name}.py", HEAD + text)


def test_an_expression_takes_any_name() -> None:
    assert expression("self + 2 * np.abs(values)", ("self", "values"), "test")(self=1, values=-3) == 7
    with pytest.raises(DeclarationError, match="cannot read"):
        expression("np.abs(np)", ("np",), "test")
