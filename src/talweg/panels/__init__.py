"""The panels of the lesson as widgets for Jupyter and marimo: `talweg.panels.race(...)`.

A panel's settings are its keywords and then its attributes, both ways: moving a slider changes the attribute, and
setting the attribute moves the slider. `observe` and whatever else a widget of Jupyter has works on them.

    panel = tw.panels.race(tw.surfaces.valley(kappa=30), [tw.sgd(lr=0.05), tw.adam(lr=0.1)], steps=100)
    panel.steps = 200
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.resources import files
from inspect import Parameter, Signature
from typing import Any

from talweg.errors import unknown
from talweg.panels.values import settings

STATES: dict[str, dict[str, Any]] = json.loads((files(__name__) / "states.json").read_text())
"""The table of defaults of every panel, as its module holds it; `python tests/panels/panel_states.py` writes it."""
NAMES = {name.replace("-", "_"): name for name in STATES}

DOCUMENTED = """The panel {!r} of the lesson as a widget, with these settings.

A formula of the library may stand for its name; its own numbers are then set too. What is not legal the panel mends,
and says so. Raises UnknownNameError, RangeError or DtypeError for what it cannot be given, and ImportError where
anywidget is not installed.
"""

__all__ = list(NAMES)


def __getattr__(name: str) -> Callable[..., Any]:
    """The function that makes the panel `name`, a dash in it written as an underscore."""
    if name not in NAMES:
        raise AttributeError(str(unknown("talweg.panels", "panel", name, NAMES)))
    return _function(name)


def __dir__() -> list[str]:
    return __all__


@cache
def _function(name: str) -> Callable[..., Any]:
    table = STATES[NAMES[name]]
    signature = _signature(table)

    def make(*values: Any, **named: Any) -> Any:
        for key in named:
            if key not in table:
                raise unknown(name, "setting", key, table)
        given = signature.bind(*values, **named).arguments
        return _widget(name)(**settings(name, table, given))

    make.__name__ = make.__qualname__ = name
    make.__module__ = __name__
    make.__doc__ = DOCUMENTED.format(NAMES[name])
    make.__signature__ = signature  # type: ignore[attr-defined]
    return make


def _signature(table: dict[str, Any]) -> Signature:
    """Every setting with its default; tables, such as a surface's shape, by name only."""
    kind = {True: Parameter.KEYWORD_ONLY, False: Parameter.POSITIONAL_OR_KEYWORD}
    parameters = [Parameter(key, kind[isinstance(rest, dict)], default=rest) for key, rest in table.items()]
    return Signature(sorted(parameters, key=lambda each: each.kind))


@cache
def _widget(name: str) -> type[Any]:
    try:
        widget = import_module("talweg.panels.widget")
    except ModuleNotFoundError as error:
        raise ImportError(
            f"talweg.panels.{name} needs {error.name}, which is not installed: pip install 'talweg[notebook]'"
        ) from error
    made: type[Any] = widget.widget_class(name, NAMES[name], STATES[NAMES[name]])
    return made
