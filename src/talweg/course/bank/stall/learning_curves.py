from talweg.course.bank.curves import Curve, hundredths, which_curve
from talweg.course.bank.misconceptions import RATE_AGAINST_STALL, STALL_EVERYWHERE, WAITS_OUT_STALL
from talweg.course.bank.stall.neuron import ENTROPY, SQUARED, learned, panel
from talweg.course.drawing import Axis, Frame, rule
from talweg.course.question import Choice, Draw, question, shown

STEPS = 30


@question(
    section="stall",
    level=3,
    kind="picture",
    objective="Recognise a stall in learning curves.",
    hint="Which loss moves at once, and which has to crawl off the flat end first?",
    misconceptions=(RATE_AGAINST_STALL, STALL_EVERYWHERE, WAITS_OUT_STALL),
)
def learning_curves(draw: Draw) -> Choice:
    """Which learning curve belongs to which loss and rate."""
    while True:
        p, lr, times = draw.decimal(0.02, 0.08, 0.001), draw.decimal(0.4, 1, 0.05), draw.decimal(2, 4, 0.5)
        runs = {
            "entropy": learned(ENTROPY, p, 1, lr, STEPS),
            "faster": learned(SQUARED, p, 1, times * lr, STEPS),
            "squared": learned(SQUARED, p, 1, lr, STEPS),
        }
        # In the middle of the picture the three must lie apart, so that the letters can be read.
        gaps = [{name: run[at] for name, run in runs.items()} for at in (9, 15, 21, 27)]
        spot, gap = max(zip((9, 15, 21, 27), gaps, strict=True), key=lambda pair: least(list(pair[1].values())))
        if least(list(gap.values())) > 0.07:
            break
    names = draw.shuffled(list(runs))
    asked = draw.pick(names)
    label = {
        "entropy": f"cross-entropy with $\\text{{lr}} = {lr:g}$",
        "squared": f"squared error with $\\text{{lr}} = {lr:g}$",
        "faster": f"squared error with $\\text{{lr}} = {times * lr:g}$",
    }

    def said(name: str) -> str:
        run = runs[name]
        past = next((step for step, sure in enumerate(run) if sure >= 0.5), None)
        end = (
            f"passes one half at step {past}"
            if past is not None
            else f"has only {shown(run[-1], 2)} after {STEPS} steps"
        )
        return f"Under {label[name]} the neuron {end}"

    slips = {"entropy": STALL_EVERYWHERE, "faster": RATE_AGAINST_STALL, "squared": WAITS_OUT_STALL}
    frame = Frame(Axis(0, STEPS, "step"), Axis(0, 1, "p of the right class"))
    return which_curve(
        f"One neuron starts surely wrong, at $p = {p}$ for the label $y = 1$, and learns by plain gradient descent: once "
        f"under {label['entropy']}, once under {label['squared']}, once under {label['faster']}. Which curve is "
        f"{label[asked]}?",
        frame,
        range(STEPS + 1),
        {
            name: Curve(runs[name], (spot, runs[name][spot]), slips[name], f"{said(name)}: that is this curve.", up=4)
            for name in names
        },
        asked,
        why=f"{said(asked)}. Cross-entropy pulls with nearly 1 from the first step; squared error has to crawl off the sigmoid's "
        "flat end first, and the more wrong it starts, the longer that takes.",
        see=panel(p, 1, lr=lr, steps=STEPS),
        alt=f"Three rising curves from p = {p} over {STEPS} steps. At steps 0, 10, 20 and 30:",
        read=(0, 10, 20, 30),
        told=hundredths,
        under=rule(frame, y=0.5),
    )


def least(values: list[float]) -> float:
    """The smallest distance between two of them."""
    low, middle, high = sorted(values)
    return min(middle - low, high - middle)
