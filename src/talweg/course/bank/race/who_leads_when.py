import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import (
    EARLY_LEADER_WINS,
    LESS_MEMORY_IS_SAFER,
    MEMORY_PAYS_AT_ONCE,
    MORE_MEMORY_IS_BETTER,
)
from talweg.course.bank.race.setting import panel, run
from talweg.course.question import Choice, Draw, Misconception, Wrong, question
from talweg.lab.race import number

LABEL = {"sgd": "SGD", "momentum": "Momentum"}
CLEAR = 1.5


@question(
    section="race",
    level=4,
    kind="race",
    objective="Judge how the lead in a race depends on when you look.",
    hint="What does SGD multiply $x$ and $y$ by at each step? And how long does momentum take to gather speed and to lose it?",
    misconceptions=(EARLY_LEADER_WINS, LESS_MEMORY_IS_SAFER, MEMORY_PAYS_AT_ONCE, MORE_MEMORY_IS_BETTER),
)
def who_leads_when(draw: Draw) -> Choice:
    """Which of SGD and momentum leads early in a race, and which late."""
    while True:
        kappa = draw.pick([5, 10, 20, 40, 80, 150])
        lr = float(f"{draw.pick([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97]) / kappa:.2g}")
        early, late = draw.whole(5, 15), draw.whole(50, 80)
        start = (draw.decimal(2, 6, 0.5), draw.decimal(1, 4, 0.5))
        rules = {rule.name: rule for rule in (tw.sgd(lr=lr), tw.momentum(lr=lr))}
        nearby = list(zip(*(lowest(rules, kappa, start, steps) for steps in (early, late)), strict=True))
        if len(set(nearby)) > 1 or nearby[0] == ("momentum", "sgd"):
            continue
        values = run(kappa, [tw.sgd(lr=lr), tw.momentum(lr=lr)], start, late).values
        ratios = [float(values["sgd"][at] / values["momentum"][at]) for at in (early, late)]
        if all(ratio > CLEAR or ratio < 1 / CLEAR for ratio in ratios):
            break
    leads = tuple("momentum" if ratio > 1 else "sgd" for ratio in ratios)
    see = panel(kappa, "sgd,momentum", lr, start, late).replace("#", f"&race.step={early}#")
    f = {(name, at): number(float(values[name][at])) for name in LABEL for at in (early, late)}
    standing = {
        at: f"After {at} steps SGD is at f = {f['sgd', at]} and momentum at f = {f['momentum', at]}"
        for at in (early, late)
    }

    def label(first: str, second: str) -> str:
        if first == second:
            return f"{LABEL[first]} at both times"
        return "SGD at first, momentum later" if first == "sgd" else "Momentum at first, SGD later"

    both = f"{standing[early]}; {standing[late].replace('After', 'after')}"

    def slip(first: str, second: str) -> tuple[Misconception, str]:
        if second == leads[1]:
            return (MEMORY_PAYS_AT_ONCE if first == "momentum" else LESS_MEMORY_IS_SAFER), standing[early]
        said = standing[late] if first == leads[0] else both
        if second == leads[0]:
            return EARLY_LEADER_WINS, said
        return (MORE_MEMORY_IS_BETTER if second == "momentum" else LESS_MEMORY_IS_SAFER), said

    pairs = [("sgd", "sgd"), ("momentum", "momentum"), ("sgd", "momentum")]  # the other way round is rare
    return Choice(
        prompt=f"SGD and momentum with $\\beta = 0.9$ start at $({start[0]:g}, {start[1]:g})$ in the valley "
        f"$f = x^2 + {kappa}\\,y^2$, both with $\\text{{lr}} = {lr:g}$. Which of them stands lower after {early} steps, and "
        f"which after {late}?",
        right=label(*leads),
        why=f"{both}. SGD multiplies $x$ by ${1 - 2 * lr:.4g}$ and $y$ by "
        f"${1 - 2 * kappa * lr:.3g}$ a step. Momentum is faster where SGD creeps, and once it swings it loses about 5% of "
        "the distance a step.",
        see=see,
        nearby=[label(*pair) for pair in nearby],
        wrong=[Wrong(label(*pair), slip(*pair)[0], f"{slip(*pair)[1]}.", see) for pair in pairs if pair != leads],
    )
