import talweg as tw
from talweg.course.bank.curves import Curve, which_curve
from talweg.course.bank.listing import SEE, block
from talweg.course.bank.misconceptions import READS_ANOTHER_BUG, RESETS_MEMORY, STALE_SLOPE
from talweg.course.drawing import Axis, Frame, rule
from talweg.course.question import Choice, Draw, Misconception, question

STEPS = 40


def walked(lr: float, beta: float, start: float, kept: bool, fresh: bool) -> list[float]:
    """A walk on f = w^2 with momentum, whose memory is kept or not, and whose slope is asked for at every step or once."""
    w, v, g, found = start, 0.0, 2 * start, [start]
    for _ in range(STEPS):
        g = 2 * w if fresh else g
        w, v = tw.momentum.formula.function(w, g, v if kept else 0.0, lr=lr, beta=beta)
        found.append(float(w))
    return found


@question(
    section="code",
    level=3,
    kind="picture",
    objective="Tell from a walker's course which line stands on the wrong side of a loop.",
    hint="What is momentum without its memory? Where does a walker go whose slope never changes?",
    misconceptions=(READS_ANOTHER_BUG, RESETS_MEMORY, STALE_SLOPE),
)
def whose_loop(draw: Draw) -> Choice:
    """Which course belongs to a loop with one line in the wrong place."""
    lr, beta, start = draw.decimal(0.01, 0.02, 0.001), draw.decimal(0.85, 0.9, 0.01), draw.decimal(2, 5, 0.1)
    loops: dict[str, tuple[list[float], Misconception, str]] = {
        "as it stands": (
            walked(lr, beta, start, kept=True, fresh=True),
            READS_ANOTHER_BUG,
            "The velocity builds up, carries the walker across the bottom and back, and the swings fade",
        ),
        "with the `init` line moved into the loop": (
            walked(lr, beta, start, kept=False, fresh=True),
            RESETS_MEMORY,
            f"The velocity is 0 before every step, so this is SGD: it keeps ${1 - 2 * lr:g}$ of $w$ a step, and never crosses 0",
        ),
        "with the `slope` line moved above the loop": (
            walked(lr, beta, start, kept=True, fresh=False),
            STALE_SLOPE,
            "The walker is pulled one way for ever: it runs through the bottom and off on the other side",
        ),
    }
    order = draw.shuffled(list(loops))
    asked = draw.pick(order)
    swing, creep, runaway = (course for course, _, _ in loops.values())
    frame = Frame(Axis(0, STEPS, "step"), Axis(-1.1 * start, 1.1 * start, "w"))
    # Each letter stands where its curve is well apart from the others.
    low, gone = swing.index(min(swing)), next(at for at, w in enumerate(runaway) if w < -start)
    spots = dict(zip(loops, ((low, swing[low], -14), (25, creep[25], 8), (gone + 1, -0.95 * start, 0)), strict=True))
    lines = [f"w = np.array([{start}])", f"opt = tw.momentum(lr={lr}, beta={beta})", "state = opt.init(w)",
             f"for step in range({STEPS}):", "    g = slope(w)", "    opt.step(w, g, state)"]  # fmt: skip

    def curve(name: str) -> Curve:
        course, slip, said = loops[name]
        at, w, up = spots[name]
        anchor = "start" if at == gone + 1 else "middle"
        return Curve(course, (at, w), slip, f"This is the loop {name}. {said}.", up, anchor)

    return which_curve(
        f"A walker goes down $f = w^2$, with `slope(w)` giving $2w$:{block(lines)}\n\nThe picture shows $w$ at each step for this "
        "loop, for the same with the `init` line moved into the loop, and for the same with the `slope` line moved above it. Which "
        f"curve is the loop {asked}?",
        frame,
        range(STEPS + 1),
        {name: curve(name) for name in order},
        asked,
        why=f"{loops[asked][2]}.",
        see=SEE,
        alt="Three curves of w. At steps 0, 5, 10, 15, 20, 30 and 40:",
        read=(0, 5, 10, 15, 20, 30, 40),
        under=rule(frame, y=0),
        grid=False,
    )
