"""Three batch sizes on the true loss of real data: one example, a few, and all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.contours import field
from talweg.course.data import data
from talweg.course.data.batches import START, VIEW, mean_loss
from talweg.course.drawing import Axis, Frame, axes, drawing, neatline, trail
from talweg.course.picture import Picture
from talweg.lab.style import nth_style

SIZES, LR, PASSES = (1, 32), 1.0, 2


def picture() -> Picture:
    """The same map three times, each with the walk of one size over the same number of examples."""
    measured = data("batches")
    X, y = np.transpose(measured["columns"]), np.array(measured["labels"])
    sizes = (*SIZES, len(X))
    walks = {size: walk(X, y, size) for size in sizes}
    styles = [nth_style(place) for place in range(len(sizes))]
    names = [f"{size} at a time" if size < len(X) else f"all {size}" for size in sizes]
    low = mean_loss(np.array(measured["minimum"]), X, y)[0]

    def height(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        logits = X @ np.stack([a.ravel(), b.ravel()])
        labels = np.repeat(y[:, None].astype(float), logits.shape[1], axis=1)
        return np.asarray(tw.binary_cross_entropy(logits, labels, reduction="none").mean(axis=0)).reshape(a.shape)

    frame = Frame(Axis(*VIEW[0], "first weight"), Axis(*VIEW[1], "second weight"))
    ground = field(frame, height, list(low * np.geomspace(1.02, 5, 9)), grid=(40, 34))
    maps = [
        drawing(
            frame, ground, trail(frame, path, style, apart=45, tolerance=1.5), axes(frame, grid=False), neatline(frame),
            alt=f"Map of the mean loss over two weights with the walk of {name}",
        )
        for path, style, name in zip(walks.values(), styles, names, strict=True)
    ]  # fmt: skip
    ends = ", ".join(
        f"{name}: {len(path) - 1:,} updates to a loss of {mean_loss(path[-1], X, y)[0]:.3f}"
        for name, path in zip(names, walks.values(), strict=True)
    )
    caption = f"The mean loss over {len(X)} tumours for two weights. {PASSES} passes over them at lr = {LR:g}. {ends}."
    return Picture(tuple(maps), caption, tuple(zip(styles, names, strict=True)))


def walk(X: NDArray[np.float64], y: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Where SGD is before each update and after the last, shape (updates + 1, 2)."""
    w, draw, opt = np.array(START), np.random.default_rng(0), tw.sgd(lr=LR)
    state, path = opt.init(w), [w.copy()]
    for _ in range(PASSES):
        for part in tw.training.batches(len(X), size, draw):
            opt.step(w, mean_loss(w, X[part], y[part])[1], state)
            path.append(w.copy())
    return np.array(path)
