"""A chart: drawn on axes of its own, which are saved or shown, or on axes that were given."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg import atomic
from talweg.errors import RangeError

try:
    import matplotlib as mpl
    from matplotlib.figure import Figure
except ImportError as error:
    raise ImportError("pictures are drawn by Matplotlib: pip install 'talweg[lab]'") from error

PAPER, INK, CONTOUR = "#f7f2e7", "#2f2a22", "#7a6a4f"
LINES = ("#0072b2", "#d55e00")
LOOK: Any = {"font.family": "serif", "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK}


def chart(draw: Callable[[Any], None], path: str | Path | None = None, ax: Any = None) -> Any:
    """Draw on `ax`, and return it; or on a sheet that is saved to `path`, which is returned, or else shown.

    Without `path` and `ax` it is a figure of pyplot's, shown where there is a window or a notebook, and its axes are
    returned. Raises RangeError where no picture is saved with the ending of `path`.
    """
    if ax is not None:
        draw(ax)
        return ax
    with mpl.rc_context(LOOK):
        figure = sheet(path, (6.4, 4.0))
        axes = figure.subplots()
        plain(axes)
        draw(axes)
        return finish(figure, path) or axes


def sheet(path: str | Path | None, size: tuple[float, float]) -> Any:
    """An empty figure of that size in inches: pyplot's own, to be shown, where there is no `path` to save it to."""
    figure = _window() if path is None else Figure()
    figure.set_size_inches(*size)
    figure.set_facecolor(PAPER)
    return figure


def plain(axes: Any) -> None:
    """Axes on paper with a faint grid and no frame above and on the right."""
    axes.set_facecolor(PAPER)
    axes.grid(color=CONTOUR, alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def finish(figure: Any, path: str | Path | None) -> Path | None:
    """Save the figure to `path` (the ending says the format), or show it where there is a window."""
    figure.tight_layout()
    if path is None:
        if getattr(figure.canvas, "required_interactive_framework", None):
            figure.show()
        return None
    endings = figure.canvas.get_supported_filetypes()
    ending = Path(path).suffix.lstrip(".")
    if ending not in endings:
        raise RangeError(f"plot: a picture is saved as .{', .'.join(sorted(endings))}; got {str(path)!r}")
    drawn = BytesIO()
    figure.savefig(drawn, format=ending, dpi=160)
    atomic.write(path, drawn.getvalue())
    return Path(path)


def losses(axes: Any, *curves: NDArray[np.float64]) -> None:
    """A log axis for losses that are all positive and span more than a factor of ten."""
    known = np.concatenate([np.ravel(each) for each in curves])
    known = known[np.isfinite(known)]
    if known.size and known.min() > 0 and known.max() > 10 * known.min():
        axes.set_yscale("log")


def _window() -> Any:
    from matplotlib import pyplot

    return pyplot.figure()
