"""What typed formulas have in common: names as papers choose them, and the numbers that stand behind them."""

from __future__ import annotations

from talweg.course.question import Draw

Ends = tuple[float, float]
ANY: Ends = (-3.0, 3.0)
RATE: Ends = (0.02, 0.4)
SHARE: Ends = (0.3, 0.95)
SQUARE: Ends = (0.05, 4.0)
EPS: Ends = (0.03, 0.4)
STEP: Ends = (1, 12)
LABEL: Ends = (0, 1)

WEIGHTS = ("w", "theta", "x", "b", "weight", "w1")
GRADIENTS = ("g", "grad", "d", "slope", "pull", "dL")
VELOCITIES = ("v", "u", "m", "vel")
RATES = ("lr", "eta", "alpha", "rate")
KEPT = ("beta", "mu", "rho", "gamma")
DECAYS = ("decay", "weight_decay", "wd", "share")


def constant(draw: Draw, names: tuple[str, ...], ends: Ends, step: float) -> tuple[str, dict[str, Ends]]:
    """How a constant is written: by a name, with what stands behind it, or as a number of these `ends`."""
    if draw.whole(0, 1):
        name = draw.pick(names)
        return name, {name: ends}
    return f"{draw.decimal(*ends, step):g}", {}


def said(text: str) -> str:
    """A constant, or a name, in a prompt."""
    return f"`{text}`"
