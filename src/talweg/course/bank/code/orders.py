from talweg.course.bank.listing import SEE
from talweg.course.bank.misconceptions import MIXES_UP_ORDER, RESETS_MEMORY, STALE_SLOPE
from talweg.course.question import Draw, Order, Wrong, question


@question(
    section="code",
    level=1,
    kind="order",
    objective="Put the lines of a descent in order.",
    hint="What is made once, before the loop, and what anew at every step?",
    misconceptions=(MIXES_UP_ORDER, RESETS_MEMORY, STALE_SLOPE),
    conceptual=True,
)
def order_of_the_loop(draw: Draw) -> Order:
    """The lines of a loop with one of the library's rules in their order."""
    rule, lr = draw.pick(["adam", "momentum", "rmsprop", "adagrad"]), draw.pick([0.01, 0.02, 0.05])
    steps = draw.pick([50, 100, 200, 500])
    return Order(
        prompt="A walker is to go down a hill. Its place is the array `w`, and `slope(w)` gives the gradient there. Put the lines in "
        "order. (How far they are indented is left out.)",
        steps=[
            f"`opt = tw.{rule}(lr={lr})`",
            "`state = opt.init(w)`",
            f"`for step in range({steps}):`",
            "`g = slope(w)`",
            "`opt.step(w, g, state)`",
            "`print(w)`",
        ],
        why="The rule and its memory are made once. At every step the slope is asked for where `w` now stands, and then `w` and the "
        "memory move on. What is printed is where it has come to.",
        see=SEE,
        wrong=[
            Wrong((0, 2, 1, 3, 4, 5), RESETS_MEMORY, "In the loop, `init` would empty the memory before every step.", SEE),
            Wrong((0, 1, 3, 2, 4, 5), STALE_SLOPE, "Before the loop, the slope would be the one at the start for ever.", SEE),
            Wrong((0, 1, 2, 4, 3, 5), MIXES_UP_ORDER, "The first step would need a `g` that nobody has asked for yet.", SEE),
        ],
    )  # fmt: skip


@question(
    section="code",
    level=2,
    kind="order",
    objective="Put the lines of one neuron's update in order.",
    hint="Forward first: score, probability, error. Then back: slope and step.",
    misconceptions=(MIXES_UP_ORDER,),
    conceptual=True,
)
def order_of_a_neuron(draw: Draw) -> Order:
    """The lines of one update of a logistic neuron in their order."""
    lr, what = draw.pick([0.01, 0.05, 0.1, 0.5]), draw.pick(["x", "example", "features"])
    label, score = draw.pick(["y", "label", "truth"]), draw.pick(["z", "logit", "score"])
    return Order(
        prompt=f"One neuron learns by cross-entropy from one example: `{what}` is the array of its inputs, `{label}` is 0 or 1, and `w` "
        "are the weights. Put the lines of one update in order.",
        steps=[
            f"`{score} = w @ {what}`",
            f"`p = 1 / (1 + np.exp(-{score}))`",
            f"`error = p - {label}`",
            f"`g = error * {what}`",
            f"`w = w - {lr} * g`",
        ],
        why="The score makes the probability, the probability the error. Cross-entropy's slope for the score is that error, times the "
        "input it is the slope for the weight, and against it goes the step.",
        see="#why-cross-entropy-and-not-squared-error",
        wrong=[
            Wrong((1, 0, 2, 3, 4), MIXES_UP_ORDER, "The probability is made from the score: the score comes first."),
            Wrong((0, 1, 3, 2, 4), MIXES_UP_ORDER, "The slope multiplies the error, which has to be there before."),
            Wrong((0, 1, 2, 4, 3), MIXES_UP_ORDER, "The step uses the slope `g`, which has to be there before."),
        ],
    )
