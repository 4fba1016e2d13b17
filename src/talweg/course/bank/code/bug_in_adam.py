import ast
import re

import talweg as tw
from talweg.course.bank.listing import find_the_bug, renamed
from talweg.course.bank.misconceptions import (
    ADAM_ADDS_UP,
    EPS_UNDER_ROOT,
    FORGETS_CORRECTION,
    FREEZES_CORRECTION,
    KEEPS_SIZE,
)
from talweg.course.question import Choice, Draw, question
from talweg.functions import bias_corrected

# What the library calls by its name, as it stands there: a wrong line must not be the only one that divides.
CORRECTED = ast.unparse(bias_corrected.formula.results[0]).replace(" ** ", "**")
LINES = re.sub(
    r"bias_corrected\((\w+), (\w+), t\)",
    lambda call: renamed(CORRECTED, {"m": call[1], "beta": call[2]}),
    tw.adam.formula.body,
).splitlines()
FIRST, SECOND, FIRST_HAT, SECOND_HAT, STEP = LINES

# What can go wrong in a line of Adam: the line as the library has it, as it becomes, and what comes of that.
BUGS = (
    (FIRST, "m = beta1 * m + g",
     "Without the weight $1 - \\beta_1$ this is a sum and no average, and the step comes out ten times too long."),
    (FIRST, "m = (1 - beta1) * m + beta1 * g",
     "The two shares are swapped: nine tenths of the memory go at every step, and the newest gradient is nearly all that counts."),
    (SECOND, "v = beta2 * v + (1 - beta2) * g",
     "The average must be of the **square**. An average of the gradient itself can be negative, and has then no root."),
    (SECOND, "v = beta1 * v + (1 - beta1) * g**2",
     "Each average has its own share: that of the squares is $\\beta_2$. With the other one it forgets a hundred times too fast."),
    (FIRST_HAT, "m_hat = m / (1 - beta1)",
     "The correction must fade: at step $t$ it divides by $1 - \\beta_1^t$. This divides by $1 - \\beta_1$ for ever, "
     "which is right at the first step only."),
    (FIRST_HAT, "m_hat = m / beta1**t",
     "$\\beta_1^t$ is what the zero at the start still weighs. The divisor is the rest, $1 - \\beta_1^t$."),
    (SECOND_HAT, "v_hat = v / (1 - beta1**t)",
     "This corrects the squares as if they were forgotten as fast as the gradients are. They begin much closer to zero, and "
     "stay too small."),
    (SECOND_HAT, "v_hat = v * (1 - beta2**t)",
     "The average begins too close to zero, so the correction must divide. This makes it smaller still."),
    (STEP, "return w - lr * m_hat / (v_hat + eps), m, v",
     "The root is missing. Divided by the square of the gradient's size, large gradients make tiny steps and tiny "
     "ones leap."),
    (STEP, "return w - lr * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat",
     "The corrected values are used and forgotten. Handed on, they would be corrected again at the next step."),
    (STEP, "return w - lr * g / (np.sqrt(v_hat) + eps), m, v",
     "The step takes the newest gradient, and the average of the gradients is never used."),
)  # fmt: skip
DOUBTS = {
    FIRST: (ADAM_ADDS_UP, "this is an average and no sum, and the weights of an average add up to 1."),
    SECOND: (KEEPS_SIZE, "the square measures the gradient's size, by which the step is divided in the end."),
    FIRST_HAT: (FORGETS_CORRECTION, "the average starts at 0, and dividing by what it holds so far makes up for that."),
    SECOND_HAT: (FREEZES_CORRECTION, "the divisor grows from step to step toward 1, hence the power $t$."),
    STEP: (EPS_UNDER_ROOT, "`eps` is added to the root, and does not stand under it."),
}


@question(
    section="code",
    level=3,
    kind="bug",
    objective="Find the line of an optimizer that does not do what the paper says.",
    hint="Take the first step with a slope of 2 by hand, line by line, and say what each name should hold.",
    misconceptions=(ADAM_ADDS_UP, EPS_UNDER_ROOT, FORGETS_CORRECTION, FREEZES_CORRECTION, KEEPS_SIZE),
    conceptual=True,
)
def bug_in_adam(draw: Draw) -> Choice:
    """Which line of Adam has a bug."""
    line, broken, why = draw.pick(BUGS)
    return find_the_bug(
        "Someone has typed Adam's step from memory. One line is not as it should be. Which?",
        LINES,
        LINES.index(line),
        broken,
        why,
        doubts=DOUBTS,
        names={"w": draw.pick(["w", "weight", "theta"]), "g": draw.pick(["g", "grad", "slope"])},
    )
