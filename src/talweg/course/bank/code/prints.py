import numpy as np

import talweg as tw
from talweg.course.bank.listing import SEE, block
from talweg.course.bank.misconceptions import (
    EXPECTS_RETURN,
    FREEZES_SLOPE,
    MISCOUNTS_LOOP,
    TAKES_COPY_FOR_NAME,
    TAKES_NAME_FOR_COPY,
    WRONG_SIGN,
)
from talweg.course.question import Choice, Draw, Misconception, Number, Wrong, question, shown


@question(
    section="code",
    level=2,
    kind="number",
    objective="Follow a loop of gradient descent by hand.",
    hint="Write down `w` and `g` for every turn. How often does the loop run?",
    misconceptions=(FREEZES_SLOPE, MISCOUNTS_LOOP, WRONG_SIGN),
)
def what_the_loop_prints(draw: Draw) -> Number:
    """What a short loop of gradient descent prints."""
    start, low = draw.decimal(3, 9, 0.1), draw.whole(-2, 2)
    lr, steps = draw.decimal(0.05, 0.4, 0.01), draw.pick([2, 3])
    walk = [start]
    for _ in range(steps):
        walk.append(float(tw.sgd.formula.function(walk[-1], 2 * (walk[-1] - low), lr=lr)))
    right, keep = walk[-1], 1 - 2 * lr
    inside = f"w - {low}" if low > 0 else f"w + {-low}"
    slope = f"2 * ({inside})" if low else "2 * w"
    lines = [f"w = {start}", f"for t in range({steps}):", f"    g = {slope}", f"    w = w - {lr} * g", "print(w)"]
    told = ", ".join(shown(each, 4) for each in walk)
    return Number(
        prompt=f"What does this print?{block(lines)}",
        right=right,
        again=low + (start - low) * keep**steps,
        why=f"Turn by turn `w` is {told}. Each step keeps ${keep:g}$ of the distance to {shown(low, 1)}, the bottom of the bowl.",
        see=SEE,
        wrong=[
            Wrong(
                start - steps * lr * 2 * (start - low),
                FREEZES_SLOPE,
                f"This takes the slope at {start:g} every time. It is another one wherever `w` has moved to.",
                SEE,
            ),
            Wrong(
                low + (start - low) * keep ** (steps - 1),
                MISCOUNTS_LOOP,
                f"This stops one step early. `range({steps})` runs {steps} times, with `t` from 0 to {steps - 1}.",
                SEE,
            ),
            Wrong(
                low + (start - low) * (1 + 2 * lr) ** steps,
                WRONG_SIGN,
                "This adds the slope, and climbs. The step goes against it.",
                SEE,
            ),
        ],
    )


@question(
    section="code",
    level=3,
    kind="single",
    objective="Say what an optimizer that works in place does to the names of an array.",
    hint="How many arrays are there? `step` changes the one that it is given.",
    misconceptions=(EXPECTS_RETURN, TAKES_COPY_FOR_NAME, TAKES_NAME_FOR_COPY),
)
def name_or_copy(draw: Draw) -> Choice:
    """What is printed where a weight was noted before the library's steps."""
    start, lr = draw.decimal(1.5, 20, 0.1), draw.decimal(0.05, 0.45, 0.01)
    kind = draw.pick(["name", "copy", "trail", "copies"])
    w, noted = np.array([start]), []
    steps = 2 if kind in ("trail", "copies") else 1
    for _ in range(steps):
        noted.append(w.copy() if kind in ("copy", "copies") else w)
        w[...] = tw.sgd.formula.function(w, 2 * w, lr=lr)  # in place, as `step` does
    walk = [start * (1 - 2 * lr) ** step for step in range(steps + 1)]

    def printed(values: list[float]) -> str:
        return f"`{' '.join(str(round(value, 6)) for value in values)}`"

    right = printed([*(float(each[0]) for each in noted), float(w[0])])
    ends, true, never = printed([walk[-1]] * (steps + 1)), printed(walk), printed([start] * (steps + 1))
    one = {"name": "before = w", "copy": "before = w.copy()"}
    head = [f"w = np.array([{start}])", f"opt = tw.sgd(lr={lr})", "state = opt.init(w)"]
    if kind in one:
        lines = [*head, one[kind], "opt.step(w, 2 * w, state)", "print(before[0], w[0])"]
        noting = f"`{one[kind]}`"
    else:
        noting = "`trail.append(w.copy())`" if kind == "copies" else "`trail.append(w)`"
        inside = ["for _ in range(2):", f"    {noting.strip('`')}", "    opt.step(w, 2 * w, state)"]
        lines = [*head, "trail = []", *inside, "print(trail[0][0], trail[1][0], w[0])"]
    copied = kind in ("copy", "copies")
    array = (
        "an array of its own, which no step touches" if copied else "one more name for the array that `step` changes"
    )
    slip: tuple[str, Misconception, str] = (
        (ends, TAKES_COPY_FOR_NAME, "So it would be without `copy()`: then every name would show the last place.")
        if copied
        else (true, TAKES_NAME_FOR_COPY, "So it would be with `w.copy()`. Without it there is only one array.")
    )
    return Choice(
        prompt=f"What does this print?{block(lines)}",
        right=right,
        again=true if copied else ends,
        why=f"`step` changes `w` in place. {noting} keeps {array}.",
        see=SEE,
        wrong=[
            Wrong(*slip, SEE),
            Wrong(never, EXPECTS_RETURN, "`step` gives nothing back; it changes the array itself, so `w` has moved.", SEE),
        ],
    )  # fmt: skip
