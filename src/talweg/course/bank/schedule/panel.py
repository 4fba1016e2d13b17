"""Links to the panel of schedules at a setting, and the picture of one schedule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, drawing, line
from talweg.course.question import shown as number
from talweg.lab.style import nth_style


def panel(shown: str, **settings: float) -> str:
    """The panel with the schedules `shown`, and what else is set: peak, total, warmup, floor, sigma, step.

    A schedule's own number is named like `step__every`.
    """
    own = {f"hyper.{key.replace('__', '.')}" if "__" in key else key: value for key, value in settings.items()}
    return (
        "?" + "&".join([f"schedules.shown={shown}", *(f"schedules.{k}={v:g}" for k, v in own.items())]) + "#schedules"
    )


def course(plan: tw.Schedule, peak: float, total: int, read: Sequence[int], end: int) -> str:
    """The rate at each step before `end` of `total`, as a picture whose words give it at the steps `read`."""
    frame, steps = Frame(Axis(0, total, "step"), Axis(0, 1.1 * peak, "rate")), np.arange(end)
    told = ", ".join(f"{number(plan(t))} at {t}" for t in read)
    return drawing(
        frame, axes(frame), line(frame, steps, plan(steps), nth_style(0)), alt=f"The rate over the steps: {told}"
    )
