"""Links to the panel of schedules at a setting."""

from __future__ import annotations


def panel(shown: str, **settings: float) -> str:
    """The panel with the schedules `shown`, and what else is set: peak, total, warmup, floor, sigma, step.

    A schedule's own number is named like `step__every`.
    """
    own = {f"hyper.{key.replace('__', '.')}" if "__" in key else key: value for key, value in settings.items()}
    return (
        "?" + "&".join([f"schedules.shown={shown}", *(f"schedules.{k}={v:g}" for k, v in own.items())]) + "#schedules"
    )
