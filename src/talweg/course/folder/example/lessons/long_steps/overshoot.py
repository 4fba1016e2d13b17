"""What the section "A step that overshoots" quotes."""

from typing import Any

import talweg as tw

CURVATURE, STEPS = 4.0, 10
SEEN = {0.1: "down one wall", 0.4: "from wall to wall, and in", 0.6: "from wall to wall, and out"}


def walk(lr: float) -> float:
    """Where gradient descent stands after STEPS steps from 1."""
    w, rule = 1.0, tw.sgd(lr=lr)
    for t in range(STEPS):
        w, _ = rule.next(w, CURVATURE * w, [], t + 1)
    return float(w)


def values() -> dict[str, Any]:
    """Every name the text uses."""
    walks = [{"lr": lr, "factor": 1 - lr * CURVATURE, "end": walk(lr), "seen": seen} for lr, seen in SEEN.items()]
    return {"curvature": CURVATURE, "steps": STEPS, "walks": walks, "border": 2 / CURVATURE}
