"""What the section "In code" quotes."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Any
from urllib.parse import quote

import talweg as tw
from talweg.course.data.own_rule import bare_lines, brake, sign_descent
from talweg.course.lessons.loss_and_optimization.race import KAPPA, LR, START, STEPS

BY_HAND = """
import numpy as np

def sgd(w, g, memory, lr):
    return w - lr * g

def momentum(w, g, memory, lr, beta=0.9):
    memory["v"] = beta * memory["v"] + lr * g
    return w - memory["v"]

def adam(w, g, memory, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    memory["t"] += 1
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
    memory["v"] = beta2 * memory["v"] + (1 - beta2) * g**2
    m_hat = memory["m"] / (1 - beta1 ** memory["t"])
    v_hat = memory["v"] / (1 - beta2 ** memory["t"])
    return w - lr * m_hat / (np.sqrt(v_hat) + eps)

for rule in (sgd, momentum, adam):
    w = np.array([5.0, 3.0])
    memory = {"m": 0.0, "v": 0.0, "t": 0}
    for _ in range(50):
        gradient = np.array([2 * w[0], 20 * w[1]])
        w = rule(w, gradient, memory, lr=0.05)
    x, y = w
    f = x**2 + 10 * y**2
    print(f"{rule.__name__}: ({x:.4f}, {y:.4f}), f = {f:.3g}")
""".strip()
"""Whole and self-contained, for whoever has only NumPy; the tests compare what it prints with the library."""

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


def printed(script: str) -> str:
    """What our own `script` prints."""
    with redirect_stdout(StringIO()) as output:
        exec(script, {})
    return output.getvalue().rstrip()


def values() -> dict[str, Any]:
    """Every name the text uses."""
    rules = [brake(lr=LR), tw.momentum(lr=LR), tw.sgd(lr=LR)]
    race = tw.race(tw.surfaces.valley(kappa=KAPPA), rules, start=START, steps=STEPS)
    ends = {name: values[-1] for name, values in race.values.items()}
    turned = tw.race(tw.surfaces.rotated_valley, rules[:1], steps=STEPS)
    momentum = bare_lines(tw.momentum).partition("\n")[2]  # without its first line, which says what it is
    return {
        "kappa": KAPPA,
        "start": START,
        "by_hand": BY_HAND,
        "printed": printed(BY_HAND),
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
