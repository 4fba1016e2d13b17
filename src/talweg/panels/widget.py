"""A panel as an anywidget. The one place that imports anywidget; it loads with the first panel."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import anywidget
import traitlets

from talweg.errors import DeclarationError
from talweg.panels.values import plain, settings
from talweg.web.bundle import bundle, style


class Setting(traitlets.TraitType[Any, Any]):
    """One setting of a panel: a plain value, known to both sides."""

    def make_dynamic_default(self) -> Any:
        """A default of its own for each panel: lists and tables can be changed."""
        return deepcopy(self.default_value)

    def validate(self, obj: Any, value: Any) -> Any:
        """The plain form of `value`. Raises what `plain` raises."""
        return plain(type(obj).__name__, str(self.name), value)


class Panel(anywidget.AnyWidget):
    """A panel of the lesson. Its settings are its attributes."""

    table: dict[str, Any] = {}  # noqa: RUF012 (each class has its own, and no one changes it)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.table:
            super().__setattr__(name, value)
            return
        with self.hold_sync():
            for key, each in settings(type(self).__name__, self.table, {name: value}).items():
                super().__setattr__(key, getattr(self, key) | each if key == "hyper" != name else each)

    def __repr__(self) -> str:
        changed = {key: getattr(self, key) for key, rest in self.table.items() if getattr(self, key) != rest}
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in changed.items())})"


def widget_class(name: str, panel: str, table: dict[str, Any]) -> type[Panel]:
    """The class of the panel `panel`, called `name`. Raises DeclarationError for a setting no widget can have."""
    taken = table.keys() & set(dir(Panel))
    if taken:
        raise DeclarationError(f"{panel}: a widget has {', '.join(sorted(taken))} already; call the setting otherwise")
    traits = {key: Setting(rest, allow_none=True).tag(sync=True) for key, rest in table.items()}
    return type(name, (Panel,), {**traits, "table": table, "_esm": bundle(panel), "_css": style(panel)})
