"""Random arithmetic, for whatever prints or reads it."""

from __future__ import annotations

import numpy as np

NAMES = {"a": 0.7, "b": -1.3, "c": 2.9}
OPERATORS = ("+", "-", "*", "/")
CALLS = ("np.sqrt({})", "np.exp({})", "np.tanh({})", "np.abs({})", "np.sign({})", "np.maximum({}, {})", "np.floor({})")


def draw(rng: np.random.Generator, depth: int) -> str:
    """Random arithmetic over NAMES, every operand in brackets."""
    if depth == 0:
        return str(rng.choice([*NAMES, "2", "0.5", "1e-3", "np.pi"]))

    def part() -> str:
        return f"({draw(rng, depth - 1)})"

    kind = rng.integers(8)
    if kind < 5:
        return f"{part()} {rng.choice(OPERATORS)} {part()}"
    if kind == 5:
        return f"-{part()}" if rng.random() < 0.5 else f"{part()} ** {rng.integers(1, 4)}"
    if kind == 6:
        call = str(rng.choice(CALLS))
        return call.format(*(part() for _ in range(call.count("{}"))))
    return f"np.where({part()} {rng.choice(('<', '<=', '>', '>='))} {part()}, {part()}, {part()})"
