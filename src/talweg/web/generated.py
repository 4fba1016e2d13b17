"""The ES modules that stand in no file: the formulas, the panels' schemas, and the data measured for the panels."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial

from talweg.course.data import DATA, data
from talweg.course.kept import kept
from talweg.course.settings import PANELS
from talweg.web import formulas, schemas


@cache
def _data_module(name: str) -> str:
    values = kept(f"data-{name}", lambda: json.dumps(data(name), allow_nan=False, separators=(",", ":")))
    return f"// Measured by Talweg.\nexport default {values};\n"


# By their path below /static: what the server answers, a static build writes and a notebook inlines.
GENERATED: dict[str, Callable[[], str]] = {
    "formulas.js": cache(partial(kept, "formulas", formulas.module)),
    **{f"settings/{panel}.js": partial(schemas.module, panel) for panel in PANELS},
    **{f"data/{name}.js": partial(_data_module, name) for name in DATA},
}
