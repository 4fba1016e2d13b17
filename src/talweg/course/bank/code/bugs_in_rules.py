from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    CORRECTS_RMSPROP,
    EPS_UNDER_ROOT,
    EXPECTS_RETURN,
    FORGETS_START_AT_ZERO,
    LOGITS_FOR_PROBABILITIES,
    MISCOUNTS_LOOP,
    RMSPROP_REMEMBERS,
    STALE_SLOPE,
    SUSPECTS_SOUND_LINE,
)
from talweg.course.question import Choice, Draw, question

# For each rule: its lines; for each bug the place, what becomes of it, and what comes of that; and who suspects its sound lines.
LOOP = ("v = np.zeros_like(w)", "for t in range(1, steps + 1):", "    g = gradient(w)")
MEMORY = (
    (0, "v = 0 * gradient(w) + 1", "The memory must start empty. Here it begins as if a slope of 1 had been seen."),
    (2, "    g = gradient(v)", "The gradient is asked for at the memory. It must be asked for at the weights."),
)
IN_ALL = {
    "v = np.zeros_like(w)": (FORGETS_START_AT_ZERO, "the memory starts empty, at zero."),
    "for t in range(1, steps + 1):": (
        MISCOUNTS_LOOP,
        "from 1 up to `steps + 1`, which is left out, are `steps` turns.",
    ),
    "g = gradient(w)": (STALE_SLOPE, "the slope is asked for anew at every step, where the last one has led."),
}
RULES = {
    "AdaGrad": (
        (*LOOP, "    v = v + g**2", "    w = w - lr * g / (np.sqrt(v) + eps)"),
        (
            (3, "    v = g**2", "The old squares are thrown away: each step is then lr, whatever has gone before. AdaGrad adds up."),
            (3, "    v = v + g", "Slopes of opposite sign cancel here, and a negative sum has no root. AdaGrad adds up squares."),
            (3, "    v = v + np.sum(g**2)", "This adds the squares of all weights together, so that all share one divisor. Each "
             "weight should have its own."),
            (4, "    w = w - lr * g / (v + eps)", "The root is missing: steps shrink as one over the sum, far too fast."),
            (4, "    w = w - lr * g * (np.sqrt(v) + eps)", "The rule divides by the root. This multiplies, and a steep direction gets "
             "steeper still."),
        ),
        {
            "v = v + g**2": (ADAGRAD_FORGETS, "AdaGrad's sum of squares only grows, and nothing of it is ever taken away."),
            "w = w - lr * g / (np.sqrt(v) + eps)": (EPS_UNDER_ROOT, "`eps` is added to the root, and does not stand under it."),
        },
    ),
    "RMSProp": (
        (*LOOP, "    v = beta * v + (1 - beta) * g**2", "    w = w - lr * g / (np.sqrt(v) + eps)"),
        (
            (3, "    v = beta * v + g**2", "Without $1 - \\beta$ this is a sum and no average: at $\\beta = 0.9$ ten times too large."),
            (3, "    v = (1 - beta) * v + beta * g**2", "The shares are swapped: at $\\beta = 0.9$ it forgets nine tenths at each step."),
            (3, "    v = beta * v + (1 - beta) * g", "The average must be of the square. An average of slopes can be negative."),
            (4, "    w = w - lr * g / (np.sqrt(g**2) + eps)", "This divides by the newest slope alone; the average is never used."),
            (4, "    w = w - lr * v / (np.sqrt(g**2) + eps)", "Slope and memory have changed places: the slope belongs above the bar, "
             "and what has no sign below."),
            (4, "    w = w + lr * g / (np.sqrt(v) + eps)", "The step goes with the slope, uphill. It must go against it."),
        ),
        {
            "v = beta * v + (1 - beta) * g**2": (RMSPROP_REMEMBERS, "RMSProp's average forgets the share `1 - beta` of itself at every step."),
            "w = w - lr * g / (np.sqrt(v) + eps)": (CORRECTS_RMSPROP, "RMSProp uses its average raw. Only Adam corrects it for the start at zero."),
        },
    ),
}  # fmt: skip


@question(
    section="code",
    level=3,
    kind="bug",
    objective="Find the line that breaks an adaptive rule.",
    hint="Walk two steps with a slope of 2 in one direction and 0.1 in the other. What should v hold after each?",
    misconceptions=(
        ADAGRAD_FORGETS,
        CORRECTS_RMSPROP,
        EPS_UNDER_ROOT,
        FORGETS_START_AT_ZERO,
        MISCOUNTS_LOOP,
        RMSPROP_REMEMBERS,
        STALE_SLOPE,
    ),
    conceptual=True,
)
def bug_in_a_rule(draw: Draw) -> Choice:
    """Which line of AdaGrad or RMSProp has a bug."""
    name = draw.pick(list(RULES))
    lines, bugs, doubts = RULES[name]
    place, broken, why = draw.pick((*bugs, *MEMORY))
    return find_the_bug(
        f"This should be {name}, on an array of weights `w`. One line is not as it should be. Which?",
        lines,
        place,
        broken,
        why,
        doubts=IN_ALL | doubts,
        names={"w": draw.pick(["w", "weights", "theta"])},
    )


TRAINING = (
    "opt = tw.adam(lr={lr})",
    "state = opt.init(model.parameters)",
    "for epoch in range({epochs}):",
    "    for rows in batches(len(X), {size}, rng):",
    "        loss, g = model.value_and_grad(tw.cross_entropy, X[rows], y[rows])",
    "        opt.step(model.parameters, g, state)",
    "    print(epoch, tw.cross_entropy(model(X_new), y_new))",
)
MISUSES = (
    (3, "    for rows in batches({size}, len(X), rng):", "The two numbers are swapped: this draws from the first {size} examples only, "
     "in one batch, and never sees the rest."),
    (4, "        loss, g = model.value_and_grad(tw.cross_entropy, X, y)", "The rows of the batch are never used: each step asks all "
     "examples, and costs as much."),
    (4, "        loss, g = model.value_and_grad(tw.cross_entropy, X[rows], y[:{size}])", "The examples come from the batch, their "
     "labels from the start of the list: nearly all are somebody else's."),
    (4, "        loss, g = model.value_and_grad(tw.mse, X[rows], y[rows])", "Squared error is for quantities. Here it would be asked "
     "to compare a row of logits with the number of a class."),
    (5, "        opt.step(g, model.parameters, state)", "Gradient and weights have changed places: this moves the gradient."),
    (5, "        opt.step(model.parameters, loss, state)", "The rule needs the gradient, one number for each weight. The loss is one "
     "number for all of them."),
    (5, "        opt.step(model.parameters.copy(), g, state)", "The step is taken by a copy, which is thrown away. The model's own "
     "weights never move."),
    (5, "        opt.step(model.parameters, g, opt.init(model.parameters))", "Every step starts with an empty memory: both of Adam's "
     "averages begin again at 0."),
    (5, "        opt.step(model.parameters, -g, state)", "The rule subtracts its step itself. With the sign turned the loss climbs."),
    (6, "    print(epoch, tw.cross_entropy(model(X), y))", "This is the loss on the examples that the model learns from. The loop was "
     "to show how it does on new ones."),
    (6, "    print(epoch, tw.cross_entropy(softmax(model(X_new)), y_new))", "The loss takes logits and applies the softmax itself. "
     "Applied twice, it makes even a perfect model look doubtful."),
)  # fmt: skip
USES = {
    "loss, g = model.value_and_grad(tw.cross_entropy, X[rows], y[rows])": (
        LOGITS_FOR_PROBABILITIES,
        "the loss takes the model's logits and applies the softmax itself.",
    ),
    "opt.step(model.parameters, g, state)": (
        EXPECTS_RETURN,
        "the step changes the array that it is given, and hands nothing back.",
    ),
}


@question(
    section="code",
    level=2,
    kind="bug",
    objective="Find the line that breaks a training loop.",
    hint="Ask at each line: what is it given, in which order, and is that what it should be given?",
    misconceptions=(EXPECTS_RETURN, LOGITS_FOR_PROBABILITIES, SUSPECTS_SOUND_LINE),
    conceptual=True,
)
def bug_in_the_training(draw: Draw) -> Choice:
    """Which line of a network's training loop has a bug."""
    place, broken, why = draw.pick(MISUSES)
    values = {"lr": draw.pick([0.001, 0.003, 0.01]), "epochs": draw.pick([5, 10, 20]), "size": draw.pick([32, 64, 128])}
    return find_the_bug(
        "A network learns to tell digits apart, in mini-batches, with Adam. After each epoch the loop prints the loss on examples "
        "that the model does not learn from. `model(X)` are its logits, `batches(count, size, rng)` yields the row numbers of one "
        "batch after the other. One line is wrong. Which?",
        [line.format(**values) for line in TRAINING],
        place,
        broken.format(**values),
        why.format(**values),
        doubts=USES,
    )
