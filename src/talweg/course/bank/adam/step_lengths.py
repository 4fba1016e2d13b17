from math import sqrt

import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    ADAM_ADDS_UP,
    ALWAYS_MOVES_LR,
    CANCELS_TO_NOTHING,
    CARRIES_RATE_OVER,
    CORRECTS_RMSPROP,
    EPS_IS_NOTHING,
    EPS_UNDER_ROOT,
    FORGETS_CORRECTION,
    FORGETS_ROOT,
    KEEPS_SIZE,
    RATE_THE_WRONG_WAY,
    STEP_FOLLOWS_SIZE,
)
from talweg.course.question import Draw, Number, Wrong, question, shown

SEE = "#a-rate-of-its-own-for-every-weight"


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Estimate how many steps Adam needs for a distance.",
    hint="How far does one step of Adam go on a steady slope?",
    misconceptions=(ADAM_ADDS_UP, STEP_FOLLOWS_SIZE),
)
def steps_for_a_distance(draw: Draw) -> Number:
    """How many steps Adam takes for a distance on a steady slope."""
    lr, far, g = draw.number(0.001, 0.05), draw.decimal(1, 9, 0.5), draw.number(0.2, 9)
    right = far / moves(tw.adam(lr=lr), 3 * [float(g)])[-1]
    return Number(
        prompt=f"A weight has to move by {far:g}. The slope is ${g:g}$ all the way, and Adam runs with $\\text{{lr}} = {lr}$. "
        "About how many steps does it take?",
        right=right,
        again=far / (lr * g / (g + tw.adam.hyper["eps"])),
        within=0.02,
        digits=3,
        unit=" steps",
        why=f"On a steady slope each step is lr long, so it takes ${far:g}/{lr} \\approx {far / lr:.0f}$ of them. Adam cannot do more "
        "than about lr a step: a weight with a long way to go needs a larger rate, or time.",
        see="?race.rules=sgd,adam&race.rate=0.05#the-race",
        wrong=[
            Wrong(
                far / (lr * g),
                STEP_FOLLOWS_SIZE,
                f"These are SGD's steps of ${lr} \\cdot {g:g}$. In Adam the slope cancels.",
                SEE,
            ),
            Wrong(
                far / (10 * lr),
                ADAM_ADDS_UP,
                "This lets steps grow tenfold, as momentum's sum does. Adam's $m$ is an average.",
                SEE,
            ),
        ],
    )


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Work out how AdaGrad's steps shrink on a steady slope.",
    hint="After $n$ steps the sum of squares is $n\\,g^2$.",
    misconceptions=(ADAGRAD_FORGETS, FORGETS_ROOT, KEEPS_SIZE),
)
def adagrad_on_a_steady_slope(draw: Draw) -> Number:
    """How long AdaGrad's step is after many equal gradients."""
    n, g = draw.whole(4, 100), draw.number(0.2, 5)
    lr = draw.number(0.01, 0.5)
    rule = tw.adagrad(lr=lr)
    right = moves(rule, n * [g])[-1]
    return Number(
        prompt=f"AdaGrad runs with $\\text{{lr}} = {lr}$ on a slope of ${g:g}$ that never changes. How long is its step number "
        f"{n}?",
        right=right,
        again=lr * g / (sqrt(n * g * g) + rule.hyper["eps"]),
        why=f"The sum of squares is ${n} \\cdot {g:g}^2$, its root $\\sqrt{{{n}}} \\cdot {g:g}$. The slope cancels, and "
        f"${lr}/\\sqrt{{{n}}} = {shown(right)}$ is left. AdaGrad slows down even where it should not.",
        see=SEE,
        wrong=[
            Wrong(
                lr,
                ADAGRAD_FORGETS,
                "RMSProp and Adam would go on with steps of lr: their averages forget. AdaGrad's sum grows.",
                SEE,
            ),
            Wrong(lr / n, FORGETS_ROOT, f"This divides by {n}. The divisor is the **root** of the sum.", SEE),
            Wrong(
                lr * g / sqrt(n),
                KEEPS_SIZE,
                f"This keeps the slope of ${g:g}$ in the step. It stands in the divisor, too, and cancels.",
                SEE,
            ),
        ],
    )


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Work out RMSProp's first step, which nothing corrects.",
    hint="After one step the average of the squares is $(1 - \\beta)\\,g^2$.",
    misconceptions=(CORRECTS_RMSPROP, FORGETS_ROOT, KEEPS_SIZE),
)
def first_step_of_rmsprop(draw: Draw) -> Number:
    """How long RMSProp's first step is."""
    beta, g = draw.decimal(0.7, 0.99, 0.01), draw.number(0.2, 9)
    lr = draw.number(0.001, 0.02)
    rule = tw.rmsprop(lr=lr, beta=beta)
    right = moves(rule, [g])[0]
    return Number(
        prompt=f"RMSProp starts with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. The first gradient is ${g:g}$. How long is "
        "the first step?",
        right=right,
        again=lr * g / (sqrt((1 - beta) * g * g) + rule.hyper["eps"]),
        why=f"The average is only ${shown(1 - beta, 2)}$ of the square, so the divisor is too small and the step too long: "
        f"${lr}/\\sqrt{{{shown(1 - beta, 2)}}} = {shown(right)}$. Adam's bias correction mends this.",
        see=SEE,
        wrong=[
            Wrong(
                lr,
                CORRECTS_RMSPROP,
                "This would be Adam's, which corrects its average. RMSProp takes it as it is.",
                SEE,
            ),
            Wrong(lr * g, KEEPS_SIZE, "This is SGD's step. RMSProp divides by the gradient's size.", SEE),
            Wrong(
                lr / (1 - beta),
                FORGETS_ROOT,
                f"This divides by ${shown(1 - beta, 2)}$ itself. The divisor is the root.",
                SEE,
            ),
        ],
    )


@question(
    section="adam",
    level=3,
    kind="number",
    objective="See how Adam shortens its step where the gradients disagree.",
    hint="Both gradients have the same square. Only the average $m$ notices the sign.",
    misconceptions=(ALWAYS_MOVES_LR, CANCELS_TO_NOTHING, FORGETS_CORRECTION),
)
def gradient_turns_round(draw: Draw) -> Number:
    """How long Adam's second step is when the gradient changes its sign."""
    beta1, lr = draw.decimal(0.5, 0.95, 0.01), draw.number(0.001, 0.05)
    g = draw.number(0.2, 9)
    rule = tw.adam(lr=lr, beta1=beta1)
    right = abs(moves(rule, [g, -g])[-1])
    beta2 = rule.hyper["beta2"]
    bare = (1 - beta1) ** 2 / sqrt(1 - beta2**2)
    return Number(
        prompt=f"Adam starts with $\\text{{lr}} = {lr}$ and $\\beta_1 = {beta1}$. The first gradient is ${g:g}$, the second "
        f"$-{g:g}$. How long is the second step?",
        right=right,
        again=lr * g * (1 - beta1) / (1 + beta1) / (g + rule.hyper["eps"]),
        why=f"$\\hat{{m}}$ is a weighted mean of ${g:g}$ and $-{g:g}$, and $(1 - \\beta_1)/(1 + \\beta_1) = "
        f"{shown((1 - beta1) / (1 + beta1))}$ of ${g:g}$ is left; $\\hat{{v}}$ is ${g:g}^2$. So the step is {shown(right)}: "
        "gradients that disagree make short steps.",
        see="?inside-adam.signal=alternating&inside-adam.step=2#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong(
                lr,
                ALWAYS_MOVES_LR,
                "This would be so if the second gradient had confirmed the first. It has contradicted it.",
                "?inside-adam.signal=constant&inside-adam.step=2#a-rate-of-its-own-for-every-weight",
            ),
            Wrong(
                0.0,
                CANCELS_TO_NOTHING,
                f"The older gradient weighs only ${beta1}$ times as much as the newer one, and cannot cancel it all.",
                "?inside-adam.signal=alternating&inside-adam.step=2#a-rate-of-its-own-for-every-weight",
            ),
            Wrong(
                lr * bare,
                FORGETS_CORRECTION,
                "This uses $m$ and $v$ as they are, before the bias correction.",
                "?inside-adam.signal=alternating&inside-adam.step=2#a-rate-of-its-own-for-every-weight",
            ),
        ],
    )


@question(
    section="adam",
    level=3,
    kind="number",
    objective="See when eps, which is there to prevent a division by zero, shortens Adam's steps.",
    hint="For a steady gradient $\\hat{m} = g$ and $\\sqrt{\\hat{v}} = |g|$. Where does eps stand?",
    misconceptions=(EPS_IS_NOTHING, EPS_UNDER_ROOT, STEP_FOLLOWS_SIZE),
)
def eps_beside_the_gradient(draw: Draw) -> Number:
    """How long Adam's step is where eps is as large as the gradient."""
    eps, times = draw.pick([0.01, 0.1, 1.0]), draw.number(0.25, 4)
    g, lr = eps * times, draw.number(0.002, 0.1)
    right = moves(tw.adam(lr=lr, eps=eps), 3 * [g])[-1]
    see = f"?inside-adam.signal=constant&inside-adam.eps={eps}#a-rate-of-its-own-for-every-weight"
    return Number(
        prompt=f"To calm a nervous run, someone sets Adam's eps to {eps:g}, with $\\text{{lr}} = {lr}$. One weight has a steady "
        f"gradient of ${g:g}$. How long are its steps?",
        right=right,
        again=lr * g / (g + eps),
        why=f"${lr} \\cdot {g:g}/({g:g} + {eps:g}) = {shown(right)}$. A gradient far larger than eps would move by lr, one far "
        "smaller by next to nothing: eps decides from which size on Adam evens out.",
        see=see,
        wrong=[
            Wrong(lr, EPS_IS_NOTHING, f"With eps at 1e\N{MINUS SIGN}8 this would be so. Here eps is {eps:g}.", see),
            Wrong(
                lr * g / sqrt(g * g + eps),
                EPS_UNDER_ROOT,
                "This adds eps to the average square. Adam takes the root first, then adds eps.",
                see,
            ),
            Wrong(lr * g, STEP_FOLLOWS_SIZE, "This is SGD's step, without any divisor.", see),
        ],
    )


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Translate a rate from SGD to Adam.",
    hint="How long were SGD's steps? Adam's are as long as its rate.",
    misconceptions=(ADAM_ADDS_UP, CARRIES_RATE_OVER, RATE_THE_WRONG_WAY),
)
def rate_after_sgd(draw: Draw) -> Number:
    """The rate at which Adam begins with steps as long as SGD's."""
    lr, g = draw.number(0.1, 2), draw.number(0.02, 0.4, 3)
    right = moves(tw.sgd(lr=lr), [g])[0] / moves(tw.adam(lr=1, eps=1e-15), [g])[0]
    see = "?inside-adam.signal=constant&inside-adam.step=1#a-rate-of-its-own-for-every-weight"
    return Number(
        prompt=f"SGD has been running with $\\text{{lr}} = {lr:g}$ while the gradient of a typical weight was about ${g}$. You "
        "switch to Adam and want to begin with steps of the same length. Which rate do you give it?",
        right=right,
        again=lr * g,
        why=f"SGD's steps were ${lr:g} \\cdot {g} = {shown(right)}$ long, and Adam's are as long as its rate. A rate belongs "
        "to its rule, and says nothing to another.",
        see=see,
        wrong=[
            Wrong(
                lr,
                CARRIES_RATE_OVER,
                f"At this rate each of Adam's steps would be {lr:g} long, {shown(1 / g)} times SGD's.",
                see,
            ),
            Wrong(
                lr / g,
                RATE_THE_WRONG_WAY,
                "This divides by the gradient. SGD multiplied by it, and so must you to keep its steps.",
                see,
            ),
            Wrong(
                lr * g / 10,
                ADAM_ADDS_UP,
                "This allows for steps that grow tenfold, as momentum's do. Adam's $m$ is an average, and does not add up.",
                see,
            ),
        ],
    )
