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

WEIGHTS = ("w", "theta", "x", "b", "weight", "w1", "omega", "w_0", "coef", "theta_1")
GRADIENTS = ("g", "grad", "d", "slope", "pull", "dL", "dJ", "dE", "grad_w", "g_t", "dL_dw", "steepness")
VELOCITIES = ("v", "u", "m", "vel", "velocity", "speed", "v_t")
RATES = ("lr", "eta", "alpha", "rate", "step_size", "learning_rate")
KEPT = ("beta", "mu", "rho", "gamma", "keep", "momentum")
DECAYS = ("decay", "weight_decay", "wd", "share")


def constant(draw: Draw, names: tuple[str, ...], ends: Ends, step: float) -> tuple[str, dict[str, Ends]]:
    """How a constant is written: now and then by a name, with what stands behind it, else as a number of these `ends`."""
    if not draw.whole(0, 3):
        name = draw.pick(names)
        return name, {name: ends}
    return f"{draw.decimal(*ends, step):g}", {}


def said(text: str) -> str:
    """A constant, or a name, in a prompt."""
    return f"`{text}`"
