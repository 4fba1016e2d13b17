"""The panels of the lesson as widgets for Jupyter and marimo: `talweg.panels.race(...)`.

A panel's settings are its keywords and then its attributes, both ways: moving a slider changes the attribute, and
setting the attribute moves the slider. `observe` and whatever else a widget of Jupyter has works on them.

    panel = tw.panels.race(tw.surfaces.valley(kappa=30), [tw.sgd(lr=0.05), tw.adam(lr=0.1)], steps=100)
    panel.steps = 200

A formula of one's own, from a file or typed in the notebook, is given like ours: `tw.panels.race("valley", [sophia])`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import Parameter, Signature
from typing import Any

from talweg.course.schema import Schema, TableField, TablesField, ValuesField, at_rest, beside, legal_words
from talweg.course.settings import PANELS, schema
from talweg.errors import unknown
from talweg.panels.arguments import legal_settings
from talweg.panels.guests import guests

NAMES = {name.replace("-", "_"): name for name in PANELS}

DOCUMENTED = """The panel {!r} of the lesson as a widget, with these settings.

A formula may stand for its name; its own numbers are then set too. One of your own, on no shelf, is then in the panel.

{}

Raises UnknownNameError, RangeError or DtypeError for what is not legal, DeclarationError for a formula of your own
that has no place in it, and ImportError where anywidget is not installed.
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
    fields = schema(NAMES[name])
    signature = _signature(fields)

    def make(*values: Any, **named: Any) -> Any:
        for key in named:
            if key not in fields:
                raise unknown(name, "setting", key, fields)
        given = signature.bind(*values, **named).arguments
        invited = guests(name, fields, given.values())
        settings = legal_settings(name, beside(fields, invited), given, {}, guests=invited)
        return _widget(name)(invited, **settings)

    make.__name__ = make.__qualname__ = name
    make.__module__ = __name__
    make.__doc__ = DOCUMENTED.format(
        NAMES[name], "\n".join(f"{key}: {legal_words(each)}." for key, each in fields.items())
    )
    make.__signature__ = signature  # type: ignore[attr-defined]
    return make


def _signature(fields: Schema) -> Signature:
    """Every setting with its default; tables, such as a surface's shape, by name only."""
    rest = at_rest(fields)
    named = {key for key, each in fields.items() if isinstance(each, TableField | TablesField | ValuesField)}
    kinds = {key: Parameter.KEYWORD_ONLY if key in named else Parameter.POSITIONAL_OR_KEYWORD for key in fields}
    return Signature(
        sorted((Parameter(key, kinds[key], default=rest[key]) for key in fields), key=lambda each: each.kind)
    )


@cache
def _widget(name: str) -> type[Any]:
    try:
        widget = import_module("talweg.panels.widget")
    except ModuleNotFoundError as error:
        raise ImportError(
            f"talweg.panels.{name} needs {error.name}, which is not installed: pip install 'talweg[notebook]'"
        ) from error
    made: type[Any] = widget.widget_class(name, NAMES[name], schema(NAMES[name]))
    return made
