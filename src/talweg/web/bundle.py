"""A panel as one ES module and one style sheet: what a notebook loads, where no other file can be reached.

With the sheet in it, it is what a page of another site loads.

The modules are those of the site, each in a function of its own; nothing is rewritten but imports and exports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from talweg.errors import DeclarationError, unknown
from talweg.nouns.noun import Noun
from talweg.web.generated import GENERATED, beside
from talweg.web.lean import script, sheet
from talweg.web.modules import Module, read

WEB = files("talweg.web")
STATIC = WEB / "static"
PANELS = tuple(sorted(each.name for each in (STATIC / "panels").iterdir()))
NOTEBOOK = "lib/model/notebook.js"
ELSEWHERE = "lib/model/elsewhere.js"
COMMON = ("tokens", "panel")  # the style sheets of every panel
PAGES = ("page",)  # those of no panel
CLASS = r"\.(tw-[\w-]+)"


@lru_cache(maxsize=64)
def bundle(panel: str, guests: tuple[Noun, ...] = ()) -> str:
    """The text of a module whose default export is the panel as a widget, `{ state, render }`.

    `guests` are formulas that stand on no shelf, and are in this panel. Raises UnknownNameError for a panel that is not
    there, and DeclarationError for syntax that a bundle cannot hold.
    """
    if panel not in PANELS:
        raise unknown("the lesson", "panel", panel, PANELS)
    return f"{linked(f'panels/{panel}/panel.js', guests=guests)}export default widget;\n"


@cache
def embedded(panel: str) -> str:
    """The same as a module that also shows the panel where its script stands: `<script type="module" src="...">`.

    Raises UnknownNameError for a panel that is not there.
    """
    if panel not in PANELS:
        raise unknown("the lesson", "panel", panel, PANELS)
    text = script(linked(f"panels/{panel}/panel.js", ELSEWHERE))
    told = f"{json.dumps(panel)}, {json.dumps(sheet(style(panel)))}, import.meta.url"
    return f"{text}use({json.dumps(ELSEWHERE)}).mount(widget, {told});\nexport default widget;\n"


def linked(*entries: str, guests: tuple[Noun, ...] = ()) -> str:
    """NOTEBOOK, the panel's module `entries[0]` and all they need as one text, in which the panel is `widget`."""
    modules = {module.name: module for module in reached(NOTEBOOK, *entries, guests=guests)}
    workers = sorted({name for module in modules.values() for name in module.workers})
    reach = {worker: [module.name for module in reached(worker)] for worker in workers}
    return "\n".join(
        [
            "// Bundled by Talweg from the modules of its site. Every edit here is lost.",
            (WEB / "link.js").read_text(),
            "const use = link({",
            *(f"{json.dumps(name)}: {_function(module)}," for name, module in modules.items()),
            f"}}, {json.dumps(reach)});",
            f"const widget = use({json.dumps(NOTEBOOK)}).widget(use({json.dumps(entries[0])}).default);",
            "",
        ]
    )


def reached(*entries: str, guests: tuple[Noun, ...] = ()) -> list[Module]:
    """Every module that `entries` need, themselves included, each after those it imports.

    Raises DeclarationError for a circle of imports, or a name that a module does not export.
    """
    done: dict[str, Module] = {}
    waiting = list(entries)
    while waiting:
        for module in _after_its_imports(waiting.pop(0), done, (), guests):
            waiting += sorted(module.lazy | module.workers)
    return list(done.values())


def _after_its_imports(
    name: str, done: dict[str, Module], way: tuple[str, ...], guests: tuple[Noun, ...]
) -> Iterator[Module]:
    if name in way:
        raise DeclarationError(f"modules import each other in a circle: {' -> '.join((*way[way.index(name) :], name))}")
    if name in done:
        return
    module = read(name, beside(name, guests)) if guests and name in GENERATED else source(name)
    for other, asked in module.imports.items():
        yield from _after_its_imports(other, done, (*way, name), guests)
        missing = asked - done[other].exports.keys()
        if missing:
            raise unknown(other, "export", min(missing), done[other].exports)
    done[name] = module
    yield module


@cache
def source(name: str) -> Module:
    """The module at `name` below static/, from a file or generated. Raises DeclarationError if there is none."""
    if name in GENERATED:
        return read(name, GENERATED[name]())
    file = STATIC / name
    if not file.is_file():
        raise DeclarationError(f"there is no module {name}")
    return read(name, file.read_text())


def _function(module: Module) -> str:
    """The module as a function that returns its exports."""
    exports = ", ".join(f"get {name}() {{ return {value}; }}" for name, value in module.exports.items())
    return f"($use, $worker) => {{\n{module.body}\nreturn {{ {exports} }};\n}}"


@cache
def style(panel: str) -> str:
    """The panel's style sheet, which reaches nothing outside the panel: the sheets that name a class of its modules."""
    used = _classes(r"\b(tw-[\w-]+)", bundle(panel))
    texts = [_sheet(name) for name in COMMON]
    common = _classes(CLASS, "".join(texts))
    others = sorted(each.name.removesuffix(".css") for each in STATIC.iterdir() if each.name.endswith(".css"))
    for text in (_sheet(name) for name in others if name not in (*COMMON, *PAGES)):
        if (_classes(CLASS, text) - common) & used:
            texts.append(text)
    texts.append((WEB / "notebook.css").read_text())
    return "@scope (.tw-notebook) {\n" + "\n".join(texts).replace(":root", ":scope") + "}\n"


def _sheet(name: str) -> str:
    return (STATIC / f"{name}.css").read_text()


def _classes(pattern: str, text: str) -> set[str]:
    return set(re.findall(pattern, text))
