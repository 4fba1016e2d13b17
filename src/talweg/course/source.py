"""A source that a lesson cites: only a link to it; nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from talweg.errors import unknown


@dataclass(frozen=True)
class Source:
    """Who wrote it, when (None for notes that go on changing), its title, and where it stands."""

    by: str
    year: int | None
    title: str
    url: str

    @property
    def short(self) -> str:
        """As the text names it."""
        return f"{self.by}, {self.year}" if self.year else self.by


def citing(table: Mapping[str, Source]) -> dict[str, Any]:
    """What a section may call: `cite(name)`, a link in a sentence, and `sources(*names)`, the list at its end."""

    def named(name: str) -> Source:
        if name not in table:
            raise unknown("the lesson", "source", name, table)
        return table[name]

    def cite(name: str) -> str:
        source = named(name)
        return f'<a class="cite" href="{escape(source.url)}" title="{escape(source.title)}">{escape(source.short)}</a>'

    def sources(*names: str) -> str:
        items = (
            f'<li>{escape(each.short)}: <a href="{escape(each.url)}">{escape(each.title)}</a></li>'
            for each in map(named, names)
        )
        return f'<div class="sources"><p>Sources</p><ul>{"".join(items)}</ul></div>'

    return {"cite": cite, "sources": sources}
