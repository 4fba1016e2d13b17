import re

import talweg as tw
from talweg.course.bank.listing import SEE, block
from talweg.course.bank.misconceptions import MIXES_UP_RULES
from talweg.course.question import Choice, Draw, Wrong, question

RULES = {
    tw.sgd: "remembers nothing and steps by lr times the slope",
    tw.momentum: "keeps a velocity, a fading sum of slopes, and steps by it",
    tw.adagrad: "adds up all squared slopes, forgets none, and divides by the root of the sum",
    tw.rmsprop: "averages the squared slopes and divides the slope itself by the root",
    tw.adam: "averages slopes and squared slopes, and corrects both for their start at 0",
}


@question(
    section="code",
    level=1,
    kind="single",
    objective="Recognise a rule by its lines.",
    hint="What does it remember: nothing, a sum or an average? Of the slope, or of its square?",
    misconceptions=(MIXES_UP_RULES,),
    conceptual=True,
)
def which_rule(draw: Draw) -> Choice:
    """Which optimizer a listing is, its names taken away."""
    rule, *others = draw.some(list(RULES), 4)
    a, b = draw.pick([("a", "b"), ("p", "q"), ("r", "s"), ("one", "two")])
    c, d = draw.pick([("c", "d"), ("j", "k"), ("keep1", "keep2")])
    names = {"m": a, "v": b, "m_hat": a + "_now", "v_hat": b + "_now", "beta1": c, "beta2": d}
    if rule is not tw.adam:
        names |= {"v": a, "beta": c}
    body = rule.formula.body.replace("start + v", "v").replace("v + eps_root", "v")  # what is 0 unless it is set
    lines = re.sub(r"\w+", lambda word: names.get(word[0], word[0]), body).splitlines()
    kept = [name for name in (a, b) if any(line.startswith(f"{name} = ") for line in lines)]
    memory = {
        0: "It remembers nothing from step to step.",
        1: f"What it remembers, `{a}`, starts at 0.",
        2: f"What it remembers, `{a}` and `{b}`, starts at 0.",
    }[len(kept)]
    count = ", `t` the number of the step" if rule.uses_t else ""
    return Choice(
        prompt=f"Someone has renamed what a rule remembers and its settings. `w` is the weight, `g` the slope{count}. {memory} "
        f"Which rule is it?{block(lines)}",
        right=rule.label,
        why=f"{rule.label} {RULES[rule]}: that is what these lines do.",
        see=SEE,
        wrong=[Wrong(other.label, MIXES_UP_RULES, f"{other.label} {RULES[other]}.", SEE) for other in others],
    )
