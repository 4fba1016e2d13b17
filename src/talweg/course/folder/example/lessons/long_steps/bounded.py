"""What the section "A step with a bound" quotes."""

from typing import Any

from talweg.optimizers import OPTIMIZERS

LR, SLOPES = 0.5, (0.1, 1.0, 10.0, 1000.0)


def length(name: str, slope: float) -> float:
    """How far a rule moves a weight whose slope is `slope`."""
    after, _ = OPTIMIZERS[name](lr=LR).next(0.0, slope, [], 1)
    return abs(float(after))


def values() -> dict[str, Any]:
    """Every name the text uses."""
    lengths = [{"slope": slope, "plain": length("sgd", slope), "bounded": length("bounded", slope)} for slope in SLOPES]
    return {"lr": LR, "lengths": lengths}
