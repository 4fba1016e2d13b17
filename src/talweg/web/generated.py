"""The ES modules that stand in no file: the formulas, the panels' schemas, and the data measured for the panels."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any

from talweg.course.data import DATA, data, styles
from talweg.course.kept import kept
from talweg.course.schema import beside as with_guests
from talweg.course.settings import PANELS, schema
from talweg.nouns.noun import Noun
from talweg.web import formulas, schemas


@cache
def _data_module(name: str) -> str:
    return _exported(kept(f"data-{name}", lambda: _json(data(name))))


def _exported(values: str) -> str:
    return f"// Measured by Talweg.\nexport default {values};\n"


def _json(values: Any) -> str:
    return json.dumps(values, allow_nan=False, separators=(",", ":"))


# By their path below /static: what the server answers, a static build writes and a notebook inlines.
GENERATED: dict[str, Callable[[], str]] = {
    "formulas.js": cache(partial(kept, "formulas", formulas.module)),
    **{f"settings/{panel}.js": partial(schemas.module, panel) for panel in PANELS},
    **{f"data/{name}.js": partial(_data_module, name) for name in DATA},
}


def beside(name: str, guests: Collection[Noun]) -> str:
    """The text of the module at `name` where a panel also has formulas that stand on no shelf."""
    if name == "formulas.js":
        return GENERATED[name]() + formulas.added(guests)
    if name == "data/styles.js":
        return _exported(_json(styles.values(guests)))
    folder, _, panel = name.removesuffix(".js").partition("/")
    if folder == "settings":
        return schemas.printed(with_guests(schema(panel), guests))
    return GENERATED[name]()
