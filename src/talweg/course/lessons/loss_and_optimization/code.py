"""What the section "In code" quotes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import talweg as tw
from talweg.course.data.own_rule import bare_lines, brake, sign_descent
from talweg.course.lessons.loss_and_optimization.race import KAPPA, LR, START, STEPS

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
    rules = [brake(lr=LR), tw.momentum(lr=LR), tw.sgd(lr=LR)]
    race = tw.race(tw.surfaces.valley(kappa=KAPPA), rules, start=START, steps=STEPS)
    ends = {name: values[-1] for name, values in race.values.items()}
    turned = tw.race(tw.surfaces.rotated_valley, rules[:1], steps=STEPS)
    momentum = bare_lines(tw.momentum).partition("\n")[2]  # without its first line, which says what it is
    return {
        "example": EXAMPLE,
        "momentum": momentum,
        "momentum_link": _opened(momentum),
        "stop": bare_lines(brake).splitlines()[1],
        "sign": bare_lines(sign_descent).splitlines()[-1],
        "sign_link": _opened(bare_lines(sign_descent)),
        "steps": STEPS,
        "brake_end": ends["brake"],
        "momentum_end": ends["momentum"],
        "sgd_end": ends["sgd"],
        "turned_link": f"?own-rule.surface={turned.surface.name}#in-code",
        "turned_end": turned.values["brake"][-1],
    }


def _opened(text: str) -> str:
    """A link that puts `text` into the panel."""
    return f"?own-rule.text={quote(text, safe='')}#in-code"
