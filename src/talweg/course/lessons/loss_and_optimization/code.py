"""What the section "In code" quotes."""

from __future__ import annotations

from typing import Any

EXAMPLE = """
import numpy as np
import talweg as tw

w = np.array([5.0, 3.0])
opt = tw.adam(lr=0.05)
state = opt.init(w)
for _ in range(50):
    gradient = np.array([2 * w[0], 20 * w[1]])
    opt.step(w, gradient, state)
""".strip()


def values() -> dict[str, Any]:
    """Every name the text uses."""
    return {"example": EXAMPLE}
