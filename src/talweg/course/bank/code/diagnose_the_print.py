from talweg.course.bank.code.walks import Walk, forgetful, hasty, rateless, sound, stale, uphill
from talweg.course.bank.listing import SEE, block
from talweg.course.bank.misconceptions import READS_ANOTHER_BUG
from talweg.course.question import Choice, Draw, Wrong, question

STEPS = 5


@question(
    section="code",
    level=4,
    kind="single",
    objective="Diagnose a loop from what it prints.",
    hint="Does it come nearer to 0 or go away? By equal amounts or by equal factors? Does the sign change?",
    misconceptions=(READS_ANOTHER_BUG,),
)
def diagnose_the_print(draw: Draw) -> Choice:
    """Which slip makes a loop of gradient descent print these numbers."""
    start, lr = draw.pick([-1, 1]) * draw.decimal(2, 6, 0.1), draw.decimal(0.05, 0.22, 0.01)
    hot = f"{1 + lr:g}"
    slips: dict[str, tuple[Walk, str]] = {
        f"The step goes uphill: `w = w + {lr} * g`": (uphill, f"Each number is {1 + 2 * lr:g} times the one before"),
        "`g = 2 * w` stands above the loop, and is never computed again": (
            stale,
            f"Each number is {2 * lr * abs(start):g} further down than the one before, without end"
            if start > 0
            else f"Each number is {2 * lr * abs(start):g} further up than the one before, without end",
        ),
        f"The old weight is dropped: `w = -{lr} * g`": (forgetful, f"Each number is {-2 * lr:g} times the one before"),
        "The rate is missing: `w = w - g`": (rateless, "Each number is the one before with its sign turned"),
        f"The rate is far too large: `w = w - {hot} * g`": (
            hasty,
            f"Each number is {-1 - 2 * lr:g} times the one before",
        ),
        "There is no slip: so a sound loop goes": (sound, f"Each number is {1 - 2 * lr:g} times the one before"),
    }
    texts = {
        label: " ".join(f"{round(each, 9) + 0.0:.4g}" for each in walk(start, lr, STEPS))
        for label, (walk, _) in slips.items()
    }
    right, *others = draw.some(list(slips), 4)
    lines = ["w = start", "for step in range(5):", "    print(w)", "    g = 2 * w", f"    w = w - {lr} * g", "print(w)"]
    how = slips[right][1].replace("-", "\N{MINUS SIGN}")
    return Choice(
        prompt=f"Someone meant to type this, to walk down $f = w^2$:{block(lines)}\n\nTo four digits it printed `{texts[right]}`. What has happened?",
        right=right,
        why=f"{how}: that is what this loop does.",
        see=SEE,
        wrong=[
            Wrong(
                each,
                READS_ANOTHER_BUG,
                f"That would print `{texts[each]}`. {slips[each][1].replace('-', chr(0x2212))}.",
                SEE,
            )
            for each in others
        ],
    )
