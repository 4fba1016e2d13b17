"""What web/types/ declares is what the generated modules hold: the type checker of the JavaScript goes by it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from talweg.web.generated import GENERATED
from talweg.web.version import STATIC

import own_deno

ROOT = Path(__file__).parents[2]
TYPES = STATIC.parent / "types"
BLOCK = re.compile(
    r"^(?:export )?(?:interface (\w+)(?: extends (\w+))?|declare const (data|schema):) \{\n(.*?)^\}", re.M | re.S
)
MEMBER = re.compile(r"^  (\w+)(\??): ", re.M)


def declared(name: str) -> dict[str, dict[str, bool]]:
    """The members that each interface of a declaration has, and whether they must be there."""
    found: dict[str, dict[str, bool]] = {}
    for interface, above, data, body in BLOCK.findall((TYPES / name).read_text("utf-8")):
        found[interface or data] = found.get(above, {}) | {each: not maybe for each, maybe in MEMBER.findall(body)}
    return found


def hold(members: dict[str, bool], keys: list[str]) -> None:
    assert {each for each, needed in members.items() if needed} <= set(keys) <= members.keys()


def test_every_generated_module_is_declared() -> None:
    places = json.loads((ROOT / "deno.json").read_text("utf-8"))["imports"]
    static = STATIC.relative_to(ROOT).as_posix()
    assert places.keys() == {f"./{static}/{name}" for name in GENERATED}
    for place in places.values():
        assert (ROOT / place).is_file()


@pytest.mark.parametrize(
    "shelf, interface",
    [
        ("optimizers", "Rule"),
        ("losses", "Loss"),
        ("schedules", "Schedule"),
        ("surfaces", "Surface"),
        ("ranges", "Range"),
    ],
)
def test_formulas_are_what_is_declared(javascript: own_deno.Ask, shelf: str, interface: str) -> None:
    types = declared("formulas.d.ts")
    script = (
        "([formulas], shelf) => Object.values(formulas[shelf]).map((each) => [Object.keys(each), each.hyper ?? {}])"
    )
    for keys, hyper in javascript(["formulas.js"], script, shelf):
        hold(types[interface], keys)
        for parameter in hyper.values():
            hold(types["Parameter"], list(parameter))


def test_formulas_export_what_is_declared(javascript: own_deno.Ask) -> None:
    text = (TYPES / "formulas.d.ts").read_text("utf-8")
    exports = javascript(["formulas.js"], "([formulas]) => Object.keys(formulas)")
    assert sorted(re.findall(r"^export const (\w+):", text, re.M)) == sorted(exports)


@pytest.mark.parametrize("name", [name for name in GENERATED if name.startswith(("data/", "settings/"))])
def test_what_one_panel_reads_is_what_is_declared(javascript: own_deno.Ask, name: str) -> None:
    keys: Any = javascript([name], "([{ default: data }]) => Object.keys(data)")
    types = declared(name.replace(".js", ".d.ts"))
    hold(types["data" if name.startswith("data/") else "schema"], keys)


# By its kind in JavaScript, what the types of settings.d.ts are called.
KINDS = {
    "number": {"Quantity", "Bounded", "MaybeQuantity"},
    "choice": {"Choice", "MaybeChoice"},
    "several": {"Several"},
    "numbers": {"Point", "View", "Angle", "List", "Sizes"},
    "places": {"Places"},
    "table": {"Table"},
    "tables": {"Tables"},
    "hyper": {"HyperName"},
    "values": {"Values"},
    "text": {"Text"},
}


@pytest.mark.parametrize("name", [name for name in GENERATED if name.startswith("settings/")])
def test_settings_are_of_the_kinds_declared(javascript: own_deno.Ask, name: str) -> None:
    text = (TYPES / name.replace(".js", ".d.ts")).read_text("utf-8")
    types = dict(re.findall(r"^  (\w+): (\w+);$", text, re.M))
    script = "([{ default: schema }]) => Object.entries(schema).map(([key, field]) => [key, field.kind, field.default])"
    for key, kind, default in javascript([name], script):
        assert types[key] in KINDS[kind]
        maybe = types[key].startswith("Maybe") or types[key] in ("Point", "View", "Angle", "List", "HyperName")
        assert (default is None) == maybe, key
