"""The generated module `formulas.js`: every registered formula with its arithmetic, ranges and what panels show of it.

All arithmetic in the browser comes from this module. One coordinate of an optimizer is the array $s = [w, slots ...],
$h its hyperparameters. Whole-tensor rules stay in Python.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import talweg
from talweg.course.schema import CALLED
from talweg.course.typeset import condition, listing
from talweg.formula import Formula, Inequality, Role, javascript, ranges
from talweg.formula.primitives import CONSTANTS, ELEMENTWISE, Primitive
from talweg.formula.ranges import Range, Rising, read_range, read_role
from talweg.functions import FUNCTIONS
from talweg.lab.convergence import RADIUS
from talweg.lab.divergence import DIVERGED
from talweg.losses import LOSSES
from talweg.nouns import Function, Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun
from talweg.nouns.typeset import typeset
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

# What a rule typed in the browser may declare, and the words that it may not have as names.
TYPED_RANGES = (
    *("Positive", "NonNegative", "UnitInterval", "Count", "Steps", "Switch"),
    *("Rate", "Decay", "Epsilon", "EpsilonOrZero", "Average"),
)
TYPED_RESERVED = sorted({*keyword.kwlist, "np"})


@cache
def module() -> str:
    """The text of the ES module."""
    return printed(OPTIMIZERS, LOSSES, SCHEDULES, SURFACES, FUNCTIONS)


def printed(
    optimizers: Mapping[str, Optimizer],
    losses: Mapping[str, Loss],
    schedules: Mapping[str, Schedule],
    surfaces: Mapping[str, Surface],
    declared: Mapping[str, Function],
) -> str:
    """The text of an ES module with these formulas."""
    shelves = {
        "optimizers": {name: _optimizer(rule) for name, rule in optimizers.items() if not rule.whole},
        "losses": {name: _loss(loss) for name, loss in losses.items()},
        "schedules": {name: _schedule(each) for name, each in schedules.items()},
        "surfaces": {name: _surface(surface) for name, surface in surfaces.items()},
        "convergence": {"momentum": _object({"at": _value(RADIUS)})},
        "functions": {
            **{name: _primitive(each) for name, each in ELEMENTWISE.items()},
            **{name: _function_entry(each) for name, each in declared.items()},
        },
        "constants": {name: text for name, (text, _) in CONSTANTS.items()},
        "ranges": {name: _json(_declared(getattr(ranges, name))) for name in TYPED_RANGES},
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


def added(guests: Iterable[Noun]) -> str:
    """Lines that put formulas which stand on no shelf beside those of the module."""
    return "".join(
        f"{CALLED[type(each)]}[{json.dumps(each.name)}] = {_PRINTERS[type(each)](each)};\n" for each in guests
    )


def _object(members: Mapping[str, str]) -> str:
    return "{\n" + "".join(f"{json.dumps(name)}: {text},\n" for name, text in members.items()) + "}"


def _entry(noun: Noun, data: Mapping[str, Any], code: Mapping[str, str]) -> str:
    """One formula as a JavaScript object: `data` is written as JSON, `code` as it is."""
    formula = noun.formula
    hyper = {name: {"default": each.default, **_range(each.range, each.role)} for name, each in formula.hyper.items()}
    common = {
        "name": noun.name,
        "label": noun.label,
        "summary": formula.summary,
        "hyper": hyper,
    }
    return _object({key: _json(value) for key, value in (common | dict(data)).items()} | dict(code))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _declared(annotation: Any) -> dict[str, Any]:
    return _range(read_range(annotation), read_role(annotation))


def _range(legal: Range, role: Role | None) -> dict[str, Any]:
    return {
        "low": legal.low,
        "high": legal.high,
        "lowOpen": legal.low_open,
        "highOpen": legal.high_open,
        "integer": legal.integer,
        "list": isinstance(legal, Rising),
        "summary": str(legal),
        "role": role and role.value,
    }


def _primitive(primitive: Primitive) -> str:
    """A function that formulas call as np.<name>: how many numbers it takes, and what it makes of them."""
    arguments = "abc"[: primitive.arity]
    apply = f"({', '.join(arguments)}) => {primitive.javascript.format(*arguments)}"
    return _object({"arity": str(primitive.arity), "declared": "false", "apply": apply})


def _function_entry(function: Function) -> str:
    """A function that formulas call by its bare name."""
    formula = function.formula
    (result,) = javascript.results(formula)
    apply = _function(formula.arguments, [*javascript.statements(formula), f"return {result};"])
    return _object({"arity": str(len(formula.arguments)), "declared": "true", "apply": apply})


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
    formula, form = rule.formula, rule.formula.straight
    stored = ["w", *rule.slots]
    lines = [
        javascript.unpack(formula.hyper),
        *(f"const {javascript.identifier(name)} = $s[{i}];" for i, name in enumerate(stored)),
    ]
    seen = []
    for each, statement in zip(form.lines, javascript.statements(formula), strict=True):
        lines.append(statement)
        if each.source:
            seen.append(f"[{each.source.line}, {_json(each.source.name)}, {javascript.identifier(each.name)}]")
    lines += [f"const ${i} = {result};" for i, result in enumerate(javascript.results(formula))]
    lines += [f"$s[{i}] = ${i};" for i in range(len(stored))]
    if traced:
        seen.append(f'[{formula.result_line}, "w", $0]')
        lines.append(f"return [{', '.join(seen)}];")
    return _function(["$s", "g", "t" if rule.uses_t else "$t", "$h"], lines)


def _loss(loss: Loss) -> str:
    lines = javascript.row_lines(loss.formula) if loss.rowwise else javascript.result_lines(loss.formula)
    return _entry(loss, {"rowwise": loss.rowwise}, {"at": _at(loss.formula, lines)})


def _schedule(schedule: Schedule) -> str:
    return _entry(schedule, {"math": typeset(schedule)}, {"at": _value(schedule.formula)})


def _surface(surface: Surface) -> str:
    largest = surface.largest_curvature
    curvature = [
        javascript.unpack(surface.formula.hyper),
        f"return {javascript.expression(largest.tree) if largest else 'null'};",
    ]
    data = {"start": surface.start, "minima": surface.minima, "view": surface.view, "math": typeset(surface)}
    code = {
        "at": _at(surface.formula, javascript.result_lines(surface.formula)),
        "curvature": _function(["$h"], curvature),
    }
    return _entry(surface, data, code)


def _inequality(inequality: Inequality, formula: Formula) -> str:
    sides = ", ".join(javascript.expression(side.tree) for side in (inequality.left, inequality.right))
    code = {"sides": _function(["$h", "curvature"], [javascript.unpack(formula.hyper), f"return [{sides}];"])}
    data = {"text": inequality.text, "strict": inequality.strict, "math": condition(inequality)}
    return _object({key: _json(value) for key, value in data.items()} | code)


def _value(formula: Formula) -> str:
    """A function of the formula's arguments and $h that returns its one result, a number."""
    (value,) = javascript.results(formula)
    return _at(formula, [*javascript.statements(formula), f"return {value};"])


def _at(formula: Formula, lines: Iterable[str]) -> str:
    return _function([*formula.arguments, "$h"], [javascript.unpack(formula.hyper), *lines])


def _function(parameters: Iterable[str], lines: Iterable[str]) -> str:
    names = map(javascript.identifier, parameters)
    return "\n".join([f"({', '.join(names)}) => {{", *(f"  {line}" for line in lines), "}"])


_PRINTERS: dict[type[Noun], Callable[[Any], str]] = {
    Optimizer: _optimizer,
    Loss: _loss,
    Schedule: _schedule,
    Surface: _surface,
}
