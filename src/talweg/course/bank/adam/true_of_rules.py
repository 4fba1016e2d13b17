import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    ADAM_ADDS_UP,
    ADAM_NEEDS_NO_SCHEDULE,
    ALWAYS_MOVES_LR,
    FORGETS_CORRECTION,
    MISCOUNTS_MEMORY,
    ONE_RATE_FOR_ALL,
    PLAIN_STEPS_BLIND,
    RMSPROP_REMEMBERS,
    TRUSTS_FAME,
)
from talweg.course.question import Draw, Right, Several, Wrong, question, shown

SEE = "#a-rate-of-its-own-for-every-weight"
PLAIN, ADAPTIVE = (tw.sgd, tw.momentum), (tw.adagrad, tw.rmsprop, tw.adam)


@question(
    section="adam",
    level=3,
    kind="several",
    objective="Tell which rules are blind to the scale of the gradient.",
    hint="Multiply every gradient by the same number. Where does it stand both above and below a fraction bar?",
    misconceptions=(PLAIN_STEPS_BLIND,),
    conceptual=True,
)
def blind_to_scale(draw: Draw) -> Several:
    """Which rules take the same steps when every gradient is multiplied."""
    times = draw.pick([2, 5, 10, 20, 50, 100])
    slopes = [draw.decimal(-2, 2, 0.1) or 1.0 for _ in range(6)]
    grown = {}
    held = draw.whole(2, 3)
    for rule in (*draw.some(PLAIN, 4 - held), *draw.some(ADAPTIVE, held)):
        before, after = moves(rule, slopes), moves(rule, [times * g for g in slopes])
        grown[rule.label] = after[-1] / before[-1]
    blind = [name for name, growth in grown.items() if abs(growth - 1) < 1e-4]
    return Several(
        prompt=f"A run is repeated with every gradient {times} times as large, and nothing else changed. Which of these rules "
        "take the same steps as before?",
        why="The rules that divide a weight's step by the size of its own gradients do not see the "
        "scale. The others multiply by it.",
        see=SEE,
        right=[Right(name, f"{name} divides by a size that has become {times} times as large, too.") for name in blind],
        wrong=[
            Wrong(
                name,
                PLAIN_STEPS_BLIND,
                f"{name}'s steps get {growth:.4g} times as long: it multiplies the gradient and divides by nothing.",
                SEE,
            )
            for name, growth in grown.items()
            if name not in blind
        ],
    )


@question(
    section="adam",
    level=2,
    kind="several",
    objective="Tell what AdaGrad, RMSProp and Adam do from what is often said of them.",
    hint="Try each sentence on a slope that never changes, and on the very first step.",
    misconceptions=(
        ADAGRAD_FORGETS,
        ADAM_ADDS_UP,
        ADAM_NEEDS_NO_SCHEDULE,
        ALWAYS_MOVES_LR,
        FORGETS_CORRECTION,
        MISCOUNTS_MEMORY,
        ONE_RATE_FOR_ALL,
        RMSPROP_REMEMBERS,
        TRUSTS_FAME,
    ),
)
def true_of_adam(draw: Draw) -> Several:
    """Which sentences about the adaptive rules are true."""
    lr, n = draw.number(0.001, 0.1), draw.whole(20, 400)
    prop = tw.rmsprop(lr=lr)
    first = shown(moves(prop, [2.0])[0] / lr)
    ada = shown(moves(tw.adagrad(lr=lr), n * [2.0])[-1] / lr, 2)
    rights = [
        Right(
            f"At lr = {lr} Adam's first step moves every weight with a gradient by about {lr}",
            "Corrected, $m$ is the gradient and the root of $v$ its size, so the step is lr.",
        ),
        Right(
            f"RMSProp's first step is about {first} times lr",
            f"Its average begins at 0 and is not corrected: the step is lr over $\\sqrt{{1 - {prop.hyper['beta']}}}$.",
        ),
        Right(
            f"On a steady slope AdaGrad's step {n} is {ada} of lr",
            f"The root of {n} equal squares is $\\sqrt{{{n}}}$ times one of them.",
        ),
        Right(
            "Adam's bias correction matters less and less as the run goes on",
            "The divisors $1 - \\beta^t$ tend to 1.",
        ),
        Right(
            "Adam shortens its steps where a weight's gradients contradict each other",
            "They cancel in $m$, and their squares add up in $v$ all the same.",
        ),
        Right(
            "Under Adam two weights of very different gradients may move equally far",
            "Each is divided by the size of its own gradients.",
        ),
    ]
    wrongs = [
        Wrong(
            "Without the bias correction Adam's first step would be too short",
            FORGETS_CORRECTION,
            "Too long: $v$ is hurt more than $m$, and $v$ is in the divisor.",
            "?inside-adam.signal=constant&inside-adam.step=1#a-rate-of-its-own-for-every-weight",
        ),
        Wrong(
            "Adam needs no schedule, as its steps shrink by themselves near the floor",
            ADAM_NEEDS_NO_SCHEDULE,
            "It divides by the gradient's size, so small gradients do not make small steps.",
            "#schedules",
        ),
        Wrong(
            "On a steady slope Adam's steps grow to 10 times lr",
            ADAM_ADDS_UP,
            "$m$ is an average. A sum, such as momentum's velocity, would grow tenfold.",
            "?inside-adam.signal=constant&inside-adam.step=30#a-rate-of-its-own-for-every-weight",
        ),
        Wrong(
            "AdaGrad's steps recover when the gradients become small",
            ADAGRAD_FORGETS,
            "Its sum of squares can only grow; a divisor never shrinks.",
            SEE,
        ),
        Wrong(
            "RMSProp's divisor can only grow, and never become smaller",
            RMSPROP_REMEMBERS,
            "It is an average that forgets. AdaGrad's is the one that only grows.",
            SEE,
        ),
        Wrong(
            "Besides the weights themselves Adam keeps one number for each",
            MISCOUNTS_MEMORY,
            "It keeps two, the averages $m$ and $v$.",
            SEE,
        ),
        Wrong(
            "Under Adam a weight moves in proportion to its gradient",
            ONE_RATE_FOR_ALL,
            "That is SGD. Adam divides by the size of the weight's gradients.",
            SEE,
        ),
        Wrong(
            "Every step of Adam is exactly lr long, whatever the gradients were",
            ALWAYS_MOVES_LR,
            "Only where the gradients agree. Where they alternate, steps are far shorter.",
            "?inside-adam.signal=alternating&inside-adam.step=20#a-rate-of-its-own-for-every-weight",
        ),
        Wrong(
            "At the same rate Adam gets further down than SGD in every valley",
            TRUSTS_FAME,
            "In the lesson's race it comes last: it has not the time to cover the way.",
            "?race.rules=sgd,adam&race.rate=0.05#the-race",
        ),
    ]
    held = draw.whole(2, 3)
    return Several(
        prompt=f"AdaGrad, RMSProp and Adam run with lr = {lr} and their usual settings otherwise. Which of these sentences "
        "about them are true?",
        why="AdaGrad sums squares for ever, RMSProp averages them, and Adam adds an average of the gradient and corrects both "
        "averages for their start at zero.",
        see=SEE,
        right=draw.some(rights, held),
        wrong=draw.some(wrongs, 5 - held),
    )
