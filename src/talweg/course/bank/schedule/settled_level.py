import talweg as tw
from talweg.course.bank.misconceptions import RATE_LEAVES_NOISE, ROOT_OF_RATE, SQUARE_OF_RATE
from talweg.course.bank.schedule.panel import panel
from talweg.course.bank.schedule.settling import mean_f
from talweg.course.question import Draw, Number, Wrong, question, shown


def level(lr: float, sigma: float) -> float:
    """The mean of f = x^2 that noise of this size leaves at a fixed rate, in the long run."""
    return lr * sigma**2 / (4 * (1 - lr))


@question(
    section="schedule",
    level=3,
    kind="number",
    objective="Judge how the level at which a noisy descent settles depends on the rate.",
    hint="Each step shrinks $x^2$ by about $4\\,\\text{lr}$ of itself, and adds $(\\text{lr}\\,\\sigma)^2$. Where do the two balance?",
    misconceptions=(RATE_LEAVES_NOISE, ROOT_OF_RATE, SQUARE_OF_RATE),
)
def settled_level(draw: Draw) -> Number:
    """At which level f settles once the rate is made smaller."""
    sigma, lr, times = draw.decimal(0.5, 4, 0.1), draw.number(0.02, 0.09), draw.whole(3, 20)
    small = float(f"{lr / times:.3g}")
    before, right = level(lr, sigma), level(small, sigma)
    # The panel has stairs that drop to the smaller rate halfway.
    see = panel("step", peak=lr, sigma=sigma, total=1000, warmup=0, step__every=500, step__factor=1 / times)
    noise = f"noise with a standard deviation of {sigma}"
    return Number(
        prompt=f"SGD walks on $f = x^2$, and every slope it is given carries {noise}. At a fixed $\\text{{lr}} = {lr}$ the mean of $f$ "
        f"has settled at {shown(before, 2)} and falls no further. The rate is now lowered to {small:g}, for as long as it "
        "takes. Where does the mean of $f$ settle, about?",
        right=right,
        again=mean_f(tw.constant(peak=small), 0, (right**0.5, 0.0), sigma, 50)[-1],  # at its level it stays
        within=0.1,
        why=f"A step takes about $4\\,\\text{{lr}}$ of $x^2$ away and adds $(\\text{{lr}}\\,\\sigma)^2$, so they balance at about "
        f"$\\text{{lr}}\\,\\sigma^2/4$: in proportion to the rate. A rate {times} times smaller settles about {times} times lower. "
        "That is what the low end of a schedule is for.",
        see=see,
        wrong=[
            Wrong(
                before / times**0.5,
                ROOT_OF_RATE,
                "So far the typical **distance** falls, with the root of the rate. $f$ is its square.",
                see,
            ),
            Wrong(
                before,
                RATE_LEAVES_NOISE,
                "The noise of a slope stays as it is, but a step carries lr times that noise, and smaller steps average over "
                "more of it.",
                see,
            ),
            Wrong(
                before / times**2,
                SQUARE_OF_RATE,
                "What one step adds falls with the square of the rate. But so many more steps add up before they are forgotten.",
                see,
            ),
        ],
    )
