"""A panel as an anywidget. The one place that imports anywidget; it loads with the first panel."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import anywidget
import traitlets

from talweg.course.schema import Schema, at_rest, beside
from talweg.errors import DeclarationError
from talweg.nouns.noun import Noun
from talweg.panels.arguments import as_json, legal_settings
from talweg.panels.guests import guests
from talweg.web.bundle import bundle, style


class Setting(traitlets.TraitType[Any, Any]):
    """One setting of a panel: a value that JSON can hold, known to both sides."""

    def make_dynamic_default(self) -> Any:
        """A default of its own for each panel: lists and tables can be changed."""
        return deepcopy(self.default_value)

    def validate(self, obj: Any, value: Any) -> Any:
        """`value` as JSON holds it. Raises what `as_json` raises; the page's own values it has judged itself."""
        return as_json(type(obj).__name__, str(self.name), value)


class Panel(anywidget.AnyWidget):
    """A panel of the lesson. Its settings are its attributes, and hold what the schema allows.

    Its module is made once: notebooks differ in whether they load another one later.

    What another setting leaves no room for gives way: a step past the last one is then the last one. Setting one raises
    UnknownNameError, RangeError or DtypeError for what is not legal, and DeclarationError for a formula that stands on
    no shelf and is not among its guests.
    """

    schema: Schema = {}  # noqa: RUF012 (each class has its own, and no one changes it)
    panel = ""
    guests: tuple[Noun, ...] = ()
    made = False

    def __init__(self, guests: tuple[Noun, ...] = (), **settings: Any) -> None:
        """`guests` are formulas that stand on no shelf."""
        self.schema, self.guests = beside(type(self).schema, guests), guests
        super().__init__(**settings, **({"_esm": bundle(self.panel, guests)} if guests else {}))
        self.made = True

    @property
    def settings(self) -> dict[str, Any]:
        """All settings as they are."""
        return {name: getattr(self, name) for name in self.schema}

    def __setattr__(self, name: str, value: Any) -> None:
        if not self.made or name not in self.schema:
            super().__setattr__(name, value)
            return
        held, resting = self.settings, at_rest(self.schema)
        said = {key for key, each in held.items() if each != resting[key]}
        owner = type(self).__name__
        for each in guests(owner, type(self).schema, [value]):
            if each.formula not in [guest.formula for guest in self.guests]:
                raise DeclarationError(
                    f"{owner}: {each.name} is not in this panel, which runs what it was made with; make another one, "
                    f"tw.panels.{owner}({name}=...)"
                )
        legal = legal_settings(owner, self.schema, {name: value}, held, said, self.guests)
        with self.hold_sync():
            for key, each in legal.items():
                super().__setattr__(key, each)

    def __repr__(self) -> str:
        resting = at_rest(self.schema)
        changed = {key: value for key, value in self.settings.items() if value != resting[key]}
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in changed.items())})"


def widget_class(name: str, panel: str, schema: Schema) -> type[Panel]:
    """The class of the panel `panel`, called `name`. Raises DeclarationError for a setting no widget can have."""
    taken = schema.keys() & set(dir(Panel))
    if taken:
        raise DeclarationError(f"{panel}: a widget has {', '.join(sorted(taken))} already; call the setting otherwise")
    traits = {key: Setting(rest, allow_none=True).tag(sync=True) for key, rest in at_rest(schema).items()}
    held = {"schema": schema, "panel": panel, "_esm": bundle(panel), "_css": style(panel)}
    return type(name, (Panel,), {**traits, **held})
