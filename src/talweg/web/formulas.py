"""The generated module `formulas.js`: every registered formula with its arithmetic, ranges and what panels show of it.

All arithmetic in the browser comes from this module. One coordinate of an optimizer is the array _s = [w, slots ...],
_h its hyperparameters; a formula has no name with an underscore in front. Whole-tensor rules stay in Python.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import talweg
from talweg.course.typeset import condition, listing, typeset
from talweg.formula import Formula, Inequality, javascript, ranges
from talweg.formula.functions import CONSTANTS, ELEMENTWISE, ROWWISE
from talweg.formula.ranges import Range, Rising, read_range
from talweg.formula.subset import RESERVED
from talweg.lab.convergence import RADIUS
from talweg.lab.divergence import DIVERGED
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

# What a rule typed in the browser is made of; digitize takes a list, and such a rule has none.
TYPED_FUNCTIONS = {name: function for name, function in ELEMENTWISE.items() if name != "digitize"}
TYPED_RANGES = ("Positive", "NonNegative", "UnitInterval", "Count", "Steps", "Switch")
TYPED_RESERVED = sorted({*keyword.kwlist, *RESERVED, *ROWWISE})


@cache
def module() -> str:
    """The text of the ES module."""
    shelves = {
        "optimizers": {name: _optimizer(rule) for name, rule in OPTIMIZERS.items() if not rule.whole},
        "losses": {name: _loss(loss) for name, loss in LOSSES.items()},
        "schedules": {name: _schedule(each) for name, each in SCHEDULES.items()},
        "surfaces": {name: _surface(surface) for name, surface in SURFACES.items()},
        "convergence": {"momentum": _object({"at": _value(RADIUS)})},
        "functions": {name: _called(function.arity, function.javascript) for name, function in TYPED_FUNCTIONS.items()},
        "constants": {name: text for name, (text, _) in CONSTANTS.items()},
        "ranges": {name: _json(_range(read_range(getattr(ranges, name)))) for name in TYPED_RANGES},
    }
    constants = {"version": talweg.__version__, "diverged": DIVERGED, "reserved": TYPED_RESERVED}
    return "\n".join(
        [
            "// Printed by Talweg from its Python formulas. Every edit here is lost.",
            *(f"export const {name} = {_json(value)};" for name, value in constants.items()),
            *(f"export const {name} = {_object(items)};" for name, items in shelves.items()),
            "",
        ]
    )


def _object(members: Mapping[str, str]) -> str:
    return "{\n" + "".join(f"{json.dumps(name)}: {text},\n" for name, text in members.items()) + "}"


def _entry(noun: Noun, data: Mapping[str, Any], code: Mapping[str, str]) -> str:
    """One formula as a JavaScript object: `data` is written as JSON, `code` as it is."""
    formula = noun.formula
    hyper = {name: {"default": each.default, **_range(each.range)} for name, each in formula.hyper.items()}
    common = {
        "name": noun.name,
        "label": noun.label,
        "summary": formula.summary,
        "hyper": hyper,
    }
    return _object({key: _json(value) for key, value in (common | dict(data)).items()} | dict(code))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _range(legal: Range) -> dict[str, Any]:
    return {
        "low": legal.low,
        "high": legal.high,
        "lowOpen": legal.low_open,
        "highOpen": legal.high_open,
        "integer": legal.integer,
        "list": isinstance(legal, Rising),
        "summary": str(legal),
    }


def _called(arity: int, template: str) -> str:
    """A function of a formula as a JavaScript object: how many numbers it takes, and what it makes of them."""
    arguments = "abc"[:arity]
    return _object({"arity": str(arity), "apply": f"({', '.join(arguments)}) => {template.format(*arguments)}"})


def _optimizer(rule: Optimizer) -> str:
    stable = "null" if rule.stable is None else _inequality(rule.stable, rule.formula)
    code = {"step": _step(rule, traced=False), "trace": _step(rule, traced=True), "stable": stable}
    data = {
        "slots": rule.slots,
        "starts": [rule.formula.starts.get(s, 0.0) for s in rule.slots],
        "source": {"text": rule.formula.listing, "lines": listing(rule.formula)},
        "math": typeset(rule),
    }
    return _entry(rule, data, code)


def _step(rule: Optimizer, traced: bool) -> str:
    """One step of one coordinate, in place; traced, it returns [line, name, value] for every line of the listing."""
    formula = rule.formula
    stored = ["w", *rule.slots]
    lines = [_unpack(formula.hyper), *(f"let {name} = _s[{i}];" for i, name in enumerate(stored))]
    if traced:
        lines.append("const _lines = [];")
    for each, statement in zip(formula.assignments, javascript.assignments(formula), strict=True):
        lines.append(statement)
        if traced:
            lines.append(f"_lines.push([{each.line}, {json.dumps(each.name)}, {each.name}]);")
    lines += [f"const _{name} = {javascript.expression(r)};" for name, r in zip(stored, formula.results, strict=True)]
    lines += [f"_s[{i}] = _{name};" for i, name in enumerate(stored)]
    if traced:
        lines += [f'_lines.push([{formula.result_line}, "w", _w]);', "return _lines;"]
    return _function("_s, g, t, _h", lines)


def _loss(loss: Loss) -> str:
    lines = javascript.row_lines(loss.formula) if loss.rowwise else javascript.result_lines(loss.formula)
    return _entry(loss, {"rowwise": loss.rowwise}, {"at": _at(loss.formula, lines)})


def _schedule(schedule: Schedule) -> str:
    return _entry(schedule, {"math": typeset(schedule)}, {"at": _value(schedule.formula)})


def _surface(surface: Surface) -> str:
    largest = surface.largest_curvature
    curvature = [
        _unpack(surface.formula.hyper),
        f"return {javascript.expression(largest.tree) if largest else 'null'};",
    ]
    data = {"start": surface.start, "minima": surface.minima, "view": surface.view, "math": typeset(surface)}
    code = {
        "at": _at(surface.formula, javascript.result_lines(surface.formula)),
        "curvature": _function("_h", curvature),
    }
    return _entry(surface, data, code)


def _inequality(inequality: Inequality, formula: Formula) -> str:
    sides = ", ".join(javascript.expression(side.tree) for side in (inequality.left, inequality.right))
    code = {"sides": _function("_h, curvature", [_unpack(formula.hyper), f"return [{sides}];"])}
    data = {"text": inequality.text, "strict": inequality.strict, "math": condition(inequality)}
    return _object({key: _json(value) for key, value in data.items()} | code)


def _value(formula: Formula) -> str:
    """A function of the formula's arguments and _h that returns its one result, a number."""
    value = javascript.expression(formula.results[0])
    return _at(formula, [*javascript.assignments(formula), f"return {value};"])


def _at(formula: Formula, lines: Iterable[str]) -> str:
    return _function(", ".join([*formula.arguments, "_h"]), [_unpack(formula.hyper), *lines])


def _unpack(hyper: Mapping[str, Any]) -> str:
    return f"const {{{', '.join(hyper)}}} = _h;"


def _function(parameters: str, lines: Iterable[str]) -> str:
    return "\n".join([f"({parameters}) => {{", *(f"  {line}" for line in lines), "}"])
