from talweg.course.bank.listing import SEE, block, find_the_bug
from talweg.course.bank.misconceptions import (
    DIVIDES_BY_HALF,
    ONE_SIDED,
    SUSPECTS_SOUND_LINE,
    TAKES_COPY_FOR_NAME,
    TAKES_THE_LIMIT,
)
from talweg.course.question import Choice, Draw, Number, Wrong, question, shown

CHECK = (
    "def slope(f, w, i, h=1e-5):",
    "    ahead = w.copy()",
    "    behind = w.copy()",
    "    ahead[i] = ahead[i] + h",
    "    behind[i] = behind[i] - h",
    "    return (f(ahead) - f(behind)) / (2 * h)",
)
# The place of the line, what becomes of it, and what comes of that.
BUGS = (
    (0, "def slope(f, w, i, h=1e-20):", "Added to a weight of usual size, `1e-20` is rounded away: both sides are the same point, and the slope 0."),
    (0, "def slope(f, w, i, h=1.0):", "A whole unit to each side is no tiny move: where the ground is curved, this is another slope."),
    (1, "    ahead = w", "This is no copy: the weights themselves are changed below, and stay changed."),
    (2, "    behind = ahead", "Both names stand for one array: it goes up by `h` and down again, and the difference is 0."),
    (3, "    ahead = ahead + h", "This moves **all** weights at once. The slope for weight `i` moves that one only."),
    (3, "    ahead[i] = h", "The weight is replaced by `h`. It must be moved by it."),
    (4, "    behind[i] = behind[i] + h", "Both go the same way, so the difference is 0."),
    (4, "    behind[i] = behind[i] * (1 - h)", "This moves by a share of the weight, but the last line divides by a fixed distance."),
    (5, "    return (f(ahead) - f(behind)) / h", "The two points lie `2 * h` apart. Divided by `h` the slope is twice too large."),
    (5, "    return (f(ahead) + f(behind)) / (2 * h)", "A slope is a difference. A sum grows without limit as `h` shrinks."),
    (5, "    return (f(behind) - f(ahead)) / (2 * h)", "Ahead less behind gives the slope. Behind less ahead turns its sign around."),
    (5, "    return (f(ahead) - f(behind)) * 2 * h", "The difference must be divided by the distance. Multiplied, it is next to nothing."),
)  # fmt: skip
DOUBTS = {
    "behind = w.copy()": (ONE_SIDED, "a difference to both sides is nearer to the slope than one to one side."),
    "return (f(ahead) - f(behind)) / (2 * h)": (
        DIVIDES_BY_HALF,
        "from `h` behind to `h` ahead the distance is `2 * h`.",
    ),
    "ahead = w.copy()": (TAKES_COPY_FOR_NAME, "the copy is an array of its own, and `w` stays as it was."),
}


@question(
    section="code",
    level=3,
    kind="bug",
    objective="Find the line that breaks a check of a gradient by differences.",
    hint="Take f(w) = w[0] + 10 * w[1] and go through the lines for i = 0. The answer must be 1.",
    misconceptions=(DIVIDES_BY_HALF, ONE_SIDED, SUSPECTS_SOUND_LINE, TAKES_COPY_FOR_NAME),
    conceptual=True,
)
def bug_in_the_check(draw: Draw) -> Choice:
    """Which line of a numerical slope has a bug."""
    place, broken, why = draw.pick(BUGS)
    return find_the_bug(
        "This should give the slope of `f` at the weights `w` in the direction of weight `i`, from two values a little to "
        "either side. It is how one checks a gradient that was derived by hand. One line is wrong. Which?",
        CHECK,
        place,
        broken,
        why,
        doubts=DOUBTS,
        names={"f": draw.pick(["f", "loss"]), "w": draw.pick(["w", "weights", "theta"])},
    )


@question(
    section="code",
    level=2,
    kind="number",
    objective="Work out a slope from two values.",
    hint="Put `w + h` and `w - h` into the function, and divide the difference by how far apart they are.",
    misconceptions=(DIVIDES_BY_HALF, ONE_SIDED, TAKES_THE_LIMIT),
)
def central_difference(draw: Draw) -> Number:
    """What a numerical slope of a power prints."""
    power, w, h = draw.pick([2, 3]), draw.decimal(1, 6, 0.1), draw.pick([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5])
    factor = draw.whole(1, 30)
    right = factor * ((w + h) ** power - (w - h) ** power) / (2 * h)
    again = factor * (3 * w**2 + h**2 if power == 3 else 2 * w)
    value = f"w**{power}" if factor == 1 else f"{factor} * w**{power}"
    lines = ["def f(w):", f"    return {value}", "", f"w, h = {w}, {h}", "print((f(w + h) - f(w - h)) / (2 * h))"]
    ahead, behind = factor * (w + h) ** power, factor * (w - h) ** power
    wrong = [
        Wrong(
            (ahead - factor * w**power) / h,
            ONE_SIDED,
            "This takes one side only, from `w` to `w + h`. Its error shrinks with `h` only, and not with its square.",
            SEE,
        ),
        Wrong(
            (ahead - behind) / h,
            DIVIDES_BY_HALF,
            f"The two points lie {2 * h:g} apart, and this divides by {h}.",
            SEE,
        ),
    ]
    exact = factor * power * w ** (power - 1)
    off = "and for a parabola that is exact."
    if power == 3:
        off = f"The true slope is {exact:g}: the difference is off by ${factor} \\cdot h^2$." if factor > 1 else (
            f"The true slope is {exact:g}: the difference is off by $h^2$."
        )  # fmt: skip
        if abs(right - exact) > 0.006 * right:
            wrong.append(
                Wrong(
                    exact, TAKES_THE_LIMIT, f"That is the true slope. With h = {h} the difference comes near it.", SEE
                )
            )
    joint = ", " if power == 2 else ". "
    return Number(
        prompt=f"What does this print?{block(lines)}",
        right=right,
        again=again,
        digits=4,
        why=f"$f$ is {shown(ahead, 4)} ahead and {shown(behind, 4)} behind, and they lie {2 * h:g} apart: the slope is "
        f"{shown(right, 4)}{joint}{off}",
        see=SEE,
        wrong=wrong,
    )
