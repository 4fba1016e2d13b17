"""A picture of a panel: drawings side by side, a key, and words that say what is seen."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from talweg.course.drawing import key
from talweg.lab.style import Style


@dataclass(frozen=True)
class Picture:
    """One or more drawings with one caption; `lines` says which line is which."""

    drawings: tuple[str, ...]
    caption: str
    lines: tuple[tuple[Style, str], ...] = ()

    @property
    def html(self) -> str:
        """The picture as a `<figure>`, in one line: Markdown lets such a line be."""
        frames = "".join(self.drawings)
        named = key(self.lines) if self.lines else ""
        caption = f"<figcaption>{escape(self.caption, quote=False)}</figcaption>"
        return f'<figure><div class="still-frames">{frames}</div>{named}{caption}</figure>'
