import talweg as tw
from talweg.course.bank.misconceptions import SUSPECTS_SOUND_LINE
from talweg.course.question import Choice, Draw, Wrong, question

# What can go wrong in a line of Adam: the line as the library has it, as it becomes, and what comes of that.
BUGS = (
    (
        "m = beta1 * m + (1 - beta1) * g",
        "m = beta1 * m + g",
        "Without the weight $1 - \\beta_1$ this is a sum and no average, and the step comes out ten times too long.",
    ),
    (
        "v = beta2 * v + (1 - beta2) * g**2",
        "v = beta2 * v + (1 - beta2) * g",
        "The average must be of the **square**. An average of the gradient itself can be negative, and has then no root.",
    ),
    (
        "m_hat = m / (1 - beta1**t)",
        "m_hat = m / (1 - beta1)",
        "The correction must fade: at step $t$ it divides by $1 - \\beta_1^t$. This divides by $1 - \\beta_1$ for ever, "
        "which is right at the first step only.",
    ),
    (
        "v_hat = v / (1 - beta2**t)",
        "v_hat = v / (1 - beta1**t)",
        "This corrects $v$ as if it forgot as fast as $m$ does. It begins much closer to zero, and stays too small.",
    ),
    (
        "return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v",
        "return w - lr * m_hat / (v_hat + eps), m, v",
        "The root is missing. Divided by the square of the gradient's size, large gradients make tiny steps and tiny "
        "ones leap.",
    ),
)


@question(
    section="code",
    level=4,
    kind="bug",
    objective="Find the line of an optimizer that does not do what the paper says.",
    hint="Take the first step with g = 2 by hand, line by line, and say what each name should hold.",
)
def bug_in_adam(draw: Draw) -> Choice:
    """Which line of Adam has a bug."""
    line, broken, why = draw.pick(BUGS)
    lines = tw.adam.formula.body.splitlines()
    place = lines.index(line)
    lines[place] = broken
    code = "\n".join(lines)
    labels = [f"line {number}: `{text}`" for number, text in enumerate(lines, start=1)]
    return Choice(
        prompt=f"Someone has typed Adam's step from memory. One line is not as it should be. Which?\n\n```python\n{code}\n```",
        right=labels[place],
        why=f"{why} It should read `{line}`.",
        see="#in-code",
        ordered=True,
        wrong=[
            Wrong(label, SUSPECTS_SOUND_LINE, f"This line is sound. Look at line {place + 1} again: {why}", "#in-code")
            for at, label in enumerate(labels)
            if at != place
        ],
    )
