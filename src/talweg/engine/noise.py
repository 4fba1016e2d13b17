"""Seeded normal noise that any step can ask for by its number: the numbers of the site's `lib/noise.js`.

Written on NumPy's whole numbers, so that it takes arrays as it stands, and single numbers when it is compiled.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def normal(seed: Any, step: Any) -> Any:
    """Two independent standard normal numbers for a step (0, 1, ...) of a run; both are uint64, the seed below 2**32.

    Sources: Box and Muller, "A note on the generation of random normal deviates", 1958; Ettinger, mulberry32, 2017,
    whose state is a count, so that no number needs those before it.
    """

    def uniform(place: Any) -> Any:
        word = np.uint64(0xFFFFFFFF)
        state = (seed + np.uint64(0x6D2B79F5) * (place + np.uint64(1))) & word
        z = ((state ^ (state >> np.uint64(15))) * (state | np.uint64(1))) & word
        mixed = ((z ^ (z >> np.uint64(7))) * (z | np.uint64(61))) & word
        z = z ^ ((z + mixed) & word)
        return (z ^ (z >> np.uint64(14))) * 2.0**-32

    place = step * np.uint64(2)
    reach = np.sqrt(-2.0 * np.log(1.0 - uniform(place)))
    angle = 2.0 * np.pi * uniform(place + np.uint64(1))
    return reach * np.cos(angle), reach * np.sin(angle)
